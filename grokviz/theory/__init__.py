"""Predictions of the papers, as functions and as Records."""

from grokviz.theory import delay, first_layer, norm_flow

__all__ = ["delay", "first_layer", "norm_flow"]
