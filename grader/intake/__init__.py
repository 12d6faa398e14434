"""A path becomes a `Submission`: the notebook's cells, the documents beside it, and the files that travel with it.

    reading ──► opening ──► parsing ──► notebook          a file
        └─────► folder ──► choosing ──► documents         a folder

Everything here is trusted code that reads what a stranger wrote. Nothing of it is executed, no link is followed, every
size has a limit, and each way to fail has a sentence of its own.
"""

from __future__ import annotations

from grader.intake.reading import read

__all__ = ["read"]
