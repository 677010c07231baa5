"""Models fitted by least squares: their residual and its Jacobian."""
