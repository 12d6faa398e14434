"""The teacher's pins: a small TOML file beside a submission that settles which role something has.

    submissions/alice.ipynb   submissions/alice.roles.toml
    submissions/carol/        submissions/carol.roles.toml     beside the folder; a student controls what is in it

Its tables and keys are those of `grader.model.pins`; docs/pins.md tells them to a teacher. A copy of the file that was
used stands in the report's folder as `roles.toml`, so that a grade can be explained, and repeated, from there alone.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.errors import UsageError
from grader.model.pins import NONE, AnswerPin, Pins

SUFFIX = ".roles.toml"
COPY = "roles.toml"
MOST_BYTES = 64 << 10

_UNKNOWN = re.compile(r"unknown field `(.*?)`(?: - at `\$\.?(.*)`)?$")
_PLACED = re.compile(r"^(.*) - at `\$\.(.*)`$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """What a file of pins says, and the file."""

    pins: Pins = NONE
    path: Path | None = None
    text: str = ""


NOTHING = Pinned()


def beside(submission: Path) -> Path:
    """Where the pins of a submission would lie."""
    name = submission.name
    return submission.with_name(f"{name[:-6] if name.lower().endswith('.ipynb') else name}{SUFFIX}")


def find(submission: Path, report: Path | None = None) -> Pinned:
    """The pins beside a submission, else the copy in its report's folder; none where there is neither.

    Raises `UsageError` where the file can't be understood.
    """
    places = [beside(submission)] if submission.name else []
    places += [report / COPY] if report is not None else []
    path = next((place for place in places if place.is_file()), None)
    return NOTHING if path is None else read(path)


def read(path: Path) -> Pinned:
    """Raises `UsageError` where the file can't be read, or says something that no pin says."""
    try:
        raw = path.read_bytes()
        if len(raw) > MOST_BYTES:
            raise _wrong(path, f"it has {len(raw):,} bytes, and pins need a few hundred")
        text = raw.decode()
        pins = msgspec.convert(tomllib.loads(text), Pins)
    except OSError as fault:
        raise _wrong(path, f"it can't be read ({fault.strerror})") from None
    except UnicodeDecodeError:
        raise _wrong(path, "it is not text in UTF-8") from None
    except tomllib.TOMLDecodeError as fault:
        raise _wrong(path, f"it is not TOML ({fault})") from None
    except RecursionError:
        raise _wrong(path, "it is nested too deeply") from None
    except msgspec.ValidationError as fault:
        raise _wrong(path, _said(str(fault))) from None
    lost = next((key for key, pin in pins.answers.items() if (pin.document is None) == (pin.cell is None)), None)
    if lost is not None:
        raise _wrong(path, f'answers."{lost}" needs either a document or a cell in which it begins')
    return Pinned(pins=pins, path=path, text=text)


def _wrong(path: Path, fault: str) -> UsageError:
    return UsageError(
        f"The pins in {path} can't be used: {fault}.",
        "Mend the file as docs/pins.md tells, or delete it; then regrade.",
    )


def _said(fault: str) -> str:
    """msgspec's sentence with the place in words of the file, and with what would be right there."""
    if match := _UNKNOWN.search(fault):
        key, table = match[1], re.split(r"[.\[]", match[2] or "")[0]
        kind: type[msgspec.Struct] = Pins
        if table:
            found = Pins.__struct_defaults__[Pins.__struct_fields__.index(table)]
            kind = type(found) if isinstance(found, msgspec.Struct) else AnswerPin
        where = f"[{table}] has no key" if table else "there is no table"
        return f"{where} `{key}`, only {', '.join(kind.__struct_fields__)}"
    if match := _PLACED.match(fault):
        return f"at `{match[2]}`, {match[1][0].lower()}{match[1][1:]}"
    return f"{fault[0].lower()}{fault[1:]}"
