"""The originals with one thing wrong: for every check at least one mutant that is for it."""

ORIGINALS = {"reference": "reference/seq2seq", "alice": "submissions/alice.ipynb"}
"""Submissions that earn every point, as paths in this project."""
