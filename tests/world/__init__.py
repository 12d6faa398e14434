"""Faults of the world: full disks, killed processes, bare environments. A sample in CI, all with `--all-runs`."""
