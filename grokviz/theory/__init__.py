"""Predictions, as Records."""

from grokviz.theory import delay

__all__ = ["delay"]
