"""How networks learn reviews, molecules, and examples of one's own."""
