"""The labs measured in a real browser: frames, pictures and memory."""
