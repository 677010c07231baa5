"""Examples that were not drawn by a formula: reviews, molecules, and a data set of one's own."""
