"""A path becomes a `Submission`: the notebook's cells, the documents beside it, and the files that travel with it.

    reading ──► opening ──► parsing ──► notebook, scripts          a file
        ├─────► folder ──► choosing ──► documents                  a folder
        ├─────► archives (unpacking, in a child) ──► folder        a .zip or .tar.gz
        └─────► addresses ──► fetching (git) ──► folder            a repository's address

Everything here is trusted code that reads what a stranger wrote. Nothing of it is executed, no link is followed, every
size has a limit, and each way to fail has a sentence of its own.
"""

from __future__ import annotations

from grader.intake.reading import opened, read

__all__ = ["opened", "read"]
