"""The second, clean run: models rebuilt from what the first run exported, without a line of the student's code."""
