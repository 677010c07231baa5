"""Interactive labs on grokking: real networks train while you hold the slider."""
