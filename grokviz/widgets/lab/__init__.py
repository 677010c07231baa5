"""The controller: what a lab shows, what it runs, and what it keeps."""
