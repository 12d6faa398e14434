"""Which files a notebook is given: what came with it, and the course's data set wherever the code looks for it."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from grader.execution.job import Supply
from grader.model.submission import Submission

LONGEST_PATH = 200


def supplies(submission: Submission, data: Path, names: tuple[str, ...]) -> tuple[Supply, ...]:
    """The submission's own files, then the data set under every path of the code that ends in one of `names`.

    A file that was handed in is never replaced.
    """
    own = {file.name: Supply(source=file.path, target=file.name) for file in submission.files}
    given = {path: Supply(source=str(data), target=path) for path in data_paths(submission, names)}
    return tuple({**given, **own}.values())


def data_paths(submission: Submission, names: tuple[str, ...]) -> tuple[str, ...]:
    """The paths at which the code looks for the data set, and each of their file names in the working folder.

    The plain name too, because paths are often put together from parts that no reader of the source can see.
    """
    name = "|".join(re.escape(name) for name in names)
    path = re.compile(rf"[\w./\\~:+-]{{0,{LONGEST_PATH}}}?(?<![\w-])(?:{name})(?!\w)")
    found = (match.group() for cell in submission.code for match in path.finditer(cell.source))
    places = [_place(text) for text in found]
    return tuple(dict.fromkeys([*(place for place in places if place), *(PurePosixPath(p).name for p in places)]))


def _place(text: str) -> str:
    """A path as it can be had here: Windows drives and homes become names in the working folder."""
    text = text.replace("\\\\", "/").replace("\\", "/")
    if "://" in text or re.match(r"[A-Za-z]:|~|file:", text):
        return PurePosixPath(text).name
    return text
