"""Omnigrok on teacher and student: the claims, the runs they rest on, and the rules that judge."""
