"""How recipes are trained: plans for the engines, from settings. Making one loads torch."""
