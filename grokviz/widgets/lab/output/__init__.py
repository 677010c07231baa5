"""What outlives the kernel: pictures as files, and the output of a cell."""
