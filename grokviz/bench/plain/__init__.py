"""The loops a researcher would write in plain PyTorch, one for each area."""
