"""Bytes that nobody thought of, for all that reads what a stranger wrote: `python -m tests.fuzz --minutes 60`."""
