"""Text and files: a lab as a link, and a saved run that continues."""
