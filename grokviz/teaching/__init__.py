"""What a lesson is made of besides its text: guided steps, exercises and their checks."""
