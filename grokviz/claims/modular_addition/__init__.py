"""Omnigrok and Nanda et al. on addition modulo p: the claims, their runs and their rules."""
