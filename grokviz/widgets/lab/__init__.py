"""The controller: what a lab shows, runs and keeps."""
