"""Predictions of the papers, as functions and as Records."""

from grokviz.theory import adder, delay, density, first_layer, norm_flow, rescaling

__all__ = ["adder", "delay", "density", "first_layer", "norm_flow", "rescaling"]
