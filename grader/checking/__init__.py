"""pytest as the engine: checks are plain functions in `checks/<assignment>/check_*.py`, judged in a child process."""
