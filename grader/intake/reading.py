"""The one way in: a path becomes a `Submission`, or a refusal with its reason."""

from __future__ import annotations

import difflib
import stat
from pathlib import Path

from grader.errors import GraderError, UsageError
from grader.intake.choosing import choose
from grader.intake.documents import read_documents
from grader.intake.folder import travelling, walk
from grader.intake.names import quoted, shown, slug
from grader.intake.notebook import MOST_BYTES, read_notebook
from grader.intake.opening import irregular, kind, read_regular
from grader.model.submission import Submission

_NOTEBOOK = ".ipynb"
_PATH_LENGTH = 400  # a path that was typed is shown whole, so that the slip can be seen
_INSTEAD = {
    ".py": ("a Python script", "Make a notebook of it, such as with 'jupytext --to notebook', and name that."),
    ".zip": ("a zip archive", "Unpack it and name the folder."),
    ".gz": ("a packed archive", "Unpack it and name the folder."),
    ".tgz": ("a packed archive", "Unpack it and name the folder."),
    ".tar": ("an archive", "Unpack it and name the folder."),
    ".7z": ("an archive", "Unpack it and name the folder."),
    ".rar": ("an archive", "Unpack it and name the folder."),
    ".html": ("a web page", "Name the notebook (.ipynb) that it was made from."),
    ".pdf": ("a document", "Name the notebook (.ipynb), or the folder that holds both."),
    ".docx": ("a document", "Name the notebook (.ipynb), or the folder that holds both."),
}


def read(path: Path) -> Submission:
    """Reads a notebook, or a folder with a notebook and the documents beside it."""
    mode = _mode(path)
    is_notebook = path.suffix.lower() == _NOTEBOOK
    if stat.S_ISDIR(mode) and not is_notebook:
        return _read_folder(path)
    if is_notebook and stat.S_ISREG(mode):
        return _read_file(path)
    if is_notebook or stat.S_ISLNK(mode):
        # A student can hand this in, so it is not the command's fault.
        raise irregular(mode, path.name)
    raise _wrong_kind(path, mode)


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise _missing(path) from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
        raise UsageError(
            f"{quoted(str(path), _PATH_LENGTH)} cannot be looked up: {reason.lower()}.",
            "Check the name and the permissions.",
        ) from None


def _missing(path: Path) -> GraderError:
    tip = "Check the spelling, and the folder that the command was started in."
    try:
        near = difflib.get_close_matches(path.name, sorted(file.name for file in path.parent.iterdir())[:1000], n=1)
    except (OSError, ValueError):
        near = []
    if near:
        tip = f"Did you mean {quoted(str(path.parent / near[0]), _PATH_LENGTH)}?"
    return UsageError(f"There is no file or folder {quoted(str(path), _PATH_LENGTH)}.", tip)


def _wrong_kind(path: Path, mode: int) -> GraderError:
    what, tip = _INSTEAD.get(path.suffix.lower(), ("", "Name a notebook, or the folder that holds it."))
    if not stat.S_ISREG(mode):
        what = kind(mode)
    elif not what:
        what = f"a {shown(path.suffix)} file" if path.suffix else "a file without an ending"
    return UsageError(f"{quoted(path.name)} is neither a notebook (.ipynb) nor a folder, but {what}.", tip)


def _read_file(path: Path) -> Submission:
    """A file stands for itself: what lies beside it may be other students' work."""
    notebook = read_notebook(read_regular(path, MOST_BYTES, path.name), path.name)
    return Submission(
        name=shown(path.stem),
        slug=slug(path.stem),
        path=shown(str(path)),
        notebook=shown(path.name),
        sha256=notebook.sha256,
        cells=notebook.cells,
        notes=notebook.notes,
    )


def _read_folder(path: Path) -> Submission:
    # Whole, so that its files are found from wherever the sandbox is started; and '.' has no name of its own.
    folder = path.resolve()
    listing = walk(folder)
    chosen = choose(listing, folder.name)
    documents, document_notes = read_documents(listing.files)
    files, file_notes = travelling(listing.files, chosen.file)
    return Submission(
        name=shown(folder.name),
        slug=slug(folder.name),
        path=shown(str(path)),
        notebook=shown(chosen.file.name),
        sha256=chosen.notebook.sha256,
        cells=chosen.notebook.cells,
        documents=documents,
        files=files,
        notes=(*chosen.notes, *chosen.notebook.notes, *document_notes, *file_notes, *listing.notes),
    )
