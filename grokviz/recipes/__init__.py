"""A module a science area; a function in it is one experiment of one paper."""
