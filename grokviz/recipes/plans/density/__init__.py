"""How random and trained networks on small problems are drawn, trained and moved."""
