"""A lab a science area: recipes, shell and plots put together, and nothing else."""
