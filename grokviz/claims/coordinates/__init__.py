"""Do networks for pictures and equations grok? Our own measurements: claims, runs and rules."""
