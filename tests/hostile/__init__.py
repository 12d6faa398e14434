"""Traps and attacks as files, and the runner that hands them in: `python -m tests.hostile`."""
