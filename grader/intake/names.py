"""Names from outside, made safe: for a sentence (`shown`, `quoted`) and for a file system (`slug`)."""

from __future__ import annotations

import hashlib
import re
import unicodedata

SLUG_LENGTH = 60
SHOWN_LENGTH = 80

_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com\d|lpt\d)(\..*)?", re.IGNORECASE)
# Not printable, but no name in Hindi or Persian is whole without them.
_JOINERS = "\u200c\u200d"
_LOOKS_HASHED = re.compile(r".*-[0-9a-f]{8}")


def shown(name: str) -> str:
    """The name without anything that a terminal would act on: control, direction and half characters."""
    return "".join(
        char if char.isprintable() or char in _JOINERS else " " if char.isspace() else "\ufffd" for char in name
    )


def brief(name: str, most: int = SHOWN_LENGTH) -> str:
    """The same, shortened in its middle to fit a sentence."""
    text, half = shown(name), most // 2
    return text if len(text) <= most else f"{text[:half]}…{text[1 - half :]}"


def quoted(name: str, most: int = SHOWN_LENGTH) -> str:
    """The same, in quotes."""
    return f"'{brief(name, most)}'"


def portable(name: str) -> bool:
    """Whether the name can be written into JSON and created in another folder: no control character, no raw byte."""
    return "\\" not in name and not any(unicodedata.category(char) in ("Cc", "Cs") for char in name)


def slug(name: str) -> str:
    """A stem that every file system takes. Names that need no change keep theirs; all others carry a digest."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "_", unicodedata.normalize("NFKC", name)).lstrip(".-_").rstrip("._")
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    # A plain name that ends like a digest could be chosen to equal the slug of somebody else's.
    if stem and stem == name and len(stem) <= SLUG_LENGTH and not _LOOKS_HASHED.fullmatch(stem):
        return stem
    # Not strict UTF-8: on Linux a name may hold any byte, which Python shows as a lone surrogate.
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{stem[: SLUG_LENGTH - 9].rstrip('._') or 'submission'}-{digest}"


def listed(names: list[str], most: int = 5) -> str:
    """`'a', 'b' and 7 more`."""
    head = [quoted(name) for name in names[:most]]
    rest = len(names) - len(head)
    if rest:
        return f"{', '.join(head)} and {rest} more"
    return " and ".join([", ".join(head[:-1]), head[-1]]) if len(head) > 1 else "".join(head)


def megabytes(size: int) -> str:
    """`31.5 MB`."""
    return f"{size / 1_000_000:.1f} MB"
