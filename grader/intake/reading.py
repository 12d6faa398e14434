"""The one way in: a path becomes a `Submission`, or a refusal with its reason."""

from __future__ import annotations

import difflib
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import GraderError, UsageError
from grader.intake import addresses, archives
from grader.intake.choosing import Holder, choose
from grader.intake.documents import read_documents
from grader.intake.fetching import fetch
from grader.intake.folder import Listing, travelling, walk
from grader.intake.names import quoted, shown, slug
from grader.intake.notebook import MOST_BYTES, read_notebook
from grader.intake.opening import irregular, kind, read_regular
from grader.intake.scripts import read_script
from grader.model.submission import Submission

_NOTEBOOK, _SCRIPT = ".ipynb", ".py"
_PATH_LENGTH = 400  # a path that was typed is shown whole, so that the slip can be seen
_INSTEAD = {
    ".gz": ("a packed file", "Unpack it and name what was in it."),
    ".7z": ("an archive of a kind that is not read", "Unpack it and name the folder, or pack it as a .zip."),
    ".rar": ("an archive of a kind that is not read", "Unpack it and name the folder, or pack it as a .zip."),
    ".html": ("a web page", "Name the notebook (.ipynb) that it was made from."),
    ".pdf": ("a document", "Name the notebook (.ipynb), or the folder that holds both."),
    ".docx": ("a document", "Name the notebook (.ipynb), or the folder that holds both."),
}


@contextmanager
def opened(given: str | Path) -> Iterator[Submission]:
    """Reads what a path or the address of a repository names; its files are there until the end of the context.

    What must be unpacked or fetched for that lies in a private folder, which is then removed.
    """
    with tempfile.TemporaryDirectory(prefix="hand-in-", ignore_cleanup_errors=True) as place:
        if isinstance(given, str) and addresses.is_address(given):
            yield _read_repository(given, Path(place))
        elif archives.suffix(Path(given).name) and stat.S_ISREG(_mode(Path(given))):
            yield _read_archive(Path(given), Path(place))
        else:
            yield read(Path(given), Path(place))


def read(path: Path, place: Path | None = None) -> Submission:
    """Reads a notebook, a script, or a folder with one of them and the documents beside it.

    `place` is a private folder for what must be unpacked; without one nothing is.
    """
    mode = _mode(path)
    is_file = path.suffix.lower() in (_NOTEBOOK, _SCRIPT)
    if stat.S_ISDIR(mode) and path.suffix.lower() != _NOTEBOOK:
        # Whole, so that its files are found from wherever the sandbox is started; and '.' has no name of its own.
        folder = path.resolve()
        return _read_folder(folder, Holder(kind="folder", name=folder.name), str(path), place)
    if is_file and stat.S_ISREG(mode):
        return _read_file(path)
    if is_file or stat.S_ISLNK(mode):
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
    data = read_regular(path, MOST_BYTES, path.name)
    notebook = (read_script if path.suffix.lower() == _SCRIPT else read_notebook)(data, path.name)
    return Submission(
        name=shown(path.stem),
        slug=slug(path.stem),
        path=shown(str(path)),
        notebook=shown(path.name),
        sha256=notebook.sha256,
        cells=notebook.cells,
        notes=notebook.notes,
    )


def _read_archive(path: Path, place: Path) -> Submission:
    name = path.name[: -len(archives.suffix(path.name))]
    return _read_folder(archives.unpack(path, place), Holder(kind="archive", name=path.name), str(path), place, name)


def _read_repository(given: str, place: Path) -> Submission:
    address = addresses.read(given)
    fetched = fetch(address, place)
    holder = Holder(kind="repository", name=address.name, meant=fetched.notebook)
    return _read_folder(fetched.folder, holder, given, place, address.name, fetched.notes)


def _read_folder(
    folder: Path, holder: Holder, path: str, place: Path | None, name: str = "", notes: tuple[str, ...] = ()
) -> Submission:
    name = name or folder.name
    listing = _with_archive(walk(folder), place)
    chosen = choose(listing, holder)
    documents, document_notes = read_documents(listing.files)
    files, file_notes = travelling(listing.files, chosen.file)
    return Submission(
        name=shown(name),
        slug=slug(name),
        path=shown(path),
        notebook=shown(chosen.file.name),
        sha256=chosen.notebook.sha256,
        cells=chosen.notebook.cells,
        documents=documents,
        files=files,
        notes=(*chosen.notes, *chosen.notebook.notes, *document_notes, *file_notes, *listing.notes, *notes),
    )


def _with_archive(listing: Listing, place: Path | None) -> Listing:
    """With what is in an archive, where that lies in a folder without a notebook: course sites pack hand-ins so."""
    packed = [file for file in listing.files if archives.suffix(file.name)]
    if place is None or len(packed) != 1 or any(file.suffix in (_NOTEBOOK, _SCRIPT) for file in listing.files):
        return listing
    (archive,) = packed
    inside = walk(archives.unpack(archive.path, place))
    note = f"What is in the archive {quoted(archive.name)} was read as if it lay beside it."
    return Listing(
        files=(*inside.files, *(file for file in listing.files if file is not archive)),
        notes=(note, *inside.notes, *listing.notes),
    )
