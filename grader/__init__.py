"""Runs, judges and explains student notebooks; `docs/architecture.md` is the way in."""
