"""All tests; `python -m tests` runs them with everything else that must hold."""
