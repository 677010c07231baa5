"""How any plan becomes a stream of snapshots: blocks of runs, worked on by threads."""
