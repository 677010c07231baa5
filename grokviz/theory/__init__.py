"""Predictions of the papers, as functions and as Records."""

from grokviz.theory import adder, delay, first_layer, norm_flow, rescaling

__all__ = ["adder", "delay", "first_layer", "norm_flow", "rescaling"]
