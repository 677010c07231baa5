"""From any plan to a stream of snapshots: blocks of runs, worked on by one thread a core."""
