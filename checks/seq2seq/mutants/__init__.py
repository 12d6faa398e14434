"""The reference with one thing wrong: for every check at least one mutant that it catches."""
