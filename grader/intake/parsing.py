"""Bytes to the outermost object of a notebook; whatever is something else is told what it is."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from grader.errors import SubmissionError
from grader.intake.decoding import Decoded, decode
from grader.intake.names import quoted

MOST_CONTAINERS = 3_000_000
"""Objects and lists. An empty list costs two bytes in the file and thirty times that in memory."""

_SIGNATURES = (
    (b"\x1f\x8b", "a gzip archive", "Unpack it (gunzip) and hand in the notebook inside."),
    (b"PK\x03\x04", "a zip archive", "Unpack it and hand in the notebook inside."),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "Unpack it and hand in the notebook inside."),
    (b"Rar!", "a RAR archive", "Unpack it and hand in the notebook inside."),
    (b"%PDF-", "a PDF document", "Hand in the notebook (.ipynb) that it was printed from."),
    (b"\x89PNG", "a PNG picture", "Hand in the notebook (.ipynb) itself."),
    (b"\x89HDF", "an HDF5 file, such as a saved model", "Hand in the notebook (.ipynb) itself."),
)
_DOWNLOAD = "Download the notebook itself (on GitHub: the 'Raw' or 'Download' button) and hand that in."
_EXPORT = "Open the notebook in Jupyter or Colab, save it (File > Download .ipynb), and hand in that file."
_CONFLICT = re.compile(r"^(<{7}|>{7})( |\r?$)", re.MULTILINE)
_PYTHON = re.compile(
    r"^(import [\w.]+|from [\w.]+ import |def \w+\(|class \w+|# ?%%|#!.*python|print\(|\w+ = )", re.MULTILINE
)
_TITLE = re.compile(r"<title[^>]{0,200}>\s*([^<]{1,200})", re.IGNORECASE)
_TYPES = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null",
}
_LITERALS = ("true", "false", "null", "NaN", "-Infinity")


def parse(data: bytes, name: str) -> tuple[dict[str, Any], Decoded]:
    """The notebook's outermost object, unchecked within, and how its text was decoded."""
    refuse_signature(data, name, "notebook")
    decoded = decode(data)
    refuse_no_text(data, decoded, name, "a notebook")
    text = decoded.text
    if text.count("[") + text.count("{") > MOST_CONTAINERS:
        raise SubmissionError(
            f"{quoted(name)} is made of more than {MOST_CONTAINERS:,} lists and objects; no notebook needs as many.",
            "Clear the outputs (Edit > Clear all outputs), save, and hand it in again.",
        )
    tree = _load(text, name)
    if not isinstance(tree, dict):
        raise SubmissionError(
            f"{quoted(name)} is JSON, but no notebook: a notebook is an object, and this is {type_name(tree)}.",
            _EXPORT,
        )
    return tree, decoded


def type_name(value: object) -> str:
    """What JSON calls the value's type."""
    return _TYPES[type(value)]


def _load(text: str, name: str) -> Any:
    try:
        # Not strict: some editors leave raw line ends and tabs within strings, and Jupyter reads those as well.
        return json.loads(text, strict=False, parse_int=_number)
    except RecursionError:
        raise SubmissionError(
            f"{quoted(name)} is nested too deeply to be a notebook: lists within lists by the hundred.", _EXPORT
        ) from None
    except json.JSONDecodeError as error:
        raise _not_json(text, error, name) from None


def _number(digits: str) -> int:
    # Python refuses to read numbers of more than 4300 digits, and the time for others grows with their square.
    return int(digits) if len(digits) <= 18 else sys.maxsize


def refuse_signature(data: bytes, name: str, what: str) -> None:
    """Refuses other kinds of files under the name of `what`, and an empty one."""
    if not data:
        raise SubmissionError(
            f"{quoted(name)} is empty: it has 0 bytes.", f"Save the {what} again and hand it in; this upload failed."
        )
    for signature, found, tip in _SIGNATURES:
        if data.startswith(signature):
            raise SubmissionError(f"{quoted(name)} is {found} under the name of a {what}.", tip)


def refuse_no_text(data: bytes, decoded: Decoded, name: str, what: str) -> None:
    """Refuses what holds no text, or none but blanks."""
    if decoded.binary:
        found = "zero bytes only" if not data.strip(b"\0") else f"binary data (it begins with {data[:8].hex(' ')})"
        raise SubmissionError(f"{quoted(name)} should be {what}, but holds {found}.", _EXPORT)
    if not decoded.text.strip():
        raise SubmissionError(f"{quoted(name)} holds blanks and empty lines only.", _EXPORT)


def is_lfs_pointer(text: str) -> bool:
    """Whether a text stands in place of a file that Git LFS keeps elsewhere."""
    return text.startswith("version https://git-lfs.")


def refuse_other_text(text: str, name: str, what: str) -> None:
    """Refuses what is sent in place of a file, and a file that git could not merge."""
    shown, start = quoted(name), text.lstrip()[:1000]
    if start.startswith("<") and not start.startswith("<<<<<<<"):
        title = _TITLE.search(text[:20_000])
        named = f", titled {quoted(title[1].strip())}" if title else ""
        raise SubmissionError(f"{shown} is a web page (HTML or XML){named}, not the {what}.", _DOWNLOAD)
    if is_lfs_pointer(start):
        raise SubmissionError(
            f"{shown} is a Git LFS pointer: the {what} itself was not uploaded.",
            "Run 'git lfs pull' in the repository and hand in the file that comes.",
        )
    if conflict := _CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        raise SubmissionError(
            f"{shown} holds merge-conflict markers of git, the first ({conflict[1]}) in line {line}.",
            f"Settle the conflict (keep one side, remove the marked lines), open the {what} once, and save it.",
        )


def _not_json(text: str, error: json.JSONDecodeError, name: str) -> SubmissionError:
    """Says what the text is instead, from the surest sign to the vaguest."""
    shown, start = quoted(name), text.lstrip()[:1000]
    where = f"line {error.lineno}, column {error.colno}"
    refuse_other_text(text, name, "notebook")
    if not start.startswith(("{", "[")) and _PYTHON.search(text):
        return SubmissionError(
            f"{shown} is a Python script with its name changed to .ipynb.",
            "Give it its name back (.py) and hand that in: scripts are read as well.",
        )
    if start.startswith(("{", "[")) and _cut_off(text, error):
        return SubmissionError(
            f"{shown} is cut off: its JSON stops in the middle, at {where}.",
            "The upload or download was interrupted, or the disk was full. Save the notebook and hand it in again.",
        )
    if error.msg == "Extra data":
        return SubmissionError(
            f"{shown} goes on after the notebook's end: there is more text at {where}.",
            "Perhaps two files were joined. Open the notebook in Jupyter, save it, and hand it in again.",
        )
    return SubmissionError(f"{shown} is not valid JSON: {error.msg.lower()} at {where}.", _EXPORT)


def _cut_off(text: str, error: json.JSONDecodeError) -> bool:
    rest = text[error.pos :].strip()
    if not rest or error.msg.startswith("Unterminated string"):
        return True
    if error.msg.startswith("Expecting value"):
        return any(word.startswith(rest) for word in _LITERALS)
    return error.msg.startswith("Invalid \\") and len(rest) <= len(r"\u123")
