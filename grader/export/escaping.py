"""Text that a student may have written, made literal for the format that it goes into.

Each function takes any text at all and gives one that its format shows as what it is, and acts on never.
"""

from __future__ import annotations

import re
import string
import unicodedata

from grader.text import one_line, plain

LONGEST = 1_000
"""Characters of a text where nothing else is said."""

_FORMULA = frozenset("=+-@|%")
_FENCE = re.compile("`+")
_WWW = re.compile(r"\bwww\.", re.IGNORECASE)
_SPECIAL = str.maketrans({char: f"&#{ord(char)};" for char in set(string.punctuation) - set(",.;?%/")})
_JOINER = "\u2060"
_REFERENCE = re.compile(r"([@#]|\bGH-)(?=\w)", re.IGNORECASE)


def csv_cell(text: str, cap: int = LONGEST) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before what looks like one.

    Spreadsheets skip blanks and line breaks in front, and some fold full-width signs, so both are looked through. The
    quoting of commas and quotes is the writer's affair.
    """
    line = one_line(text, cap)
    begins = unicodedata.normalize("NFKC", line.lstrip("'\"")).lstrip()
    return f"'{line}" if begins[:1] in _FORMULA and begins else line


def markdown(text: str, cap: int = LONGEST) -> str:
    """One line that Markdown shows as it is, in a table as well, with no link, picture, mention, formula or emoji.

    All punctuation becomes entities, which are never syntax. GitHub looks for mentions after that, in what is shown;
    an invisible character keeps it from finding one.
    """
    line = _REFERENCE.sub(rf"\1{_JOINER}", one_line(text, cap))
    return _WWW.sub(lambda match: f"{match[0][:3]}&#46;", line.translate(_SPECIAL))


def fenced(text: str, cap: int = LONGEST) -> str:
    """A block of Markdown that shows lines as they are: its fence is longer than any that stands in it."""
    shown = plain(text, cap)
    fence = "`" * max(3, *(len(run) + 1 for run in [*_FENCE.findall(shown), ""]))
    return f"{fence}text\n{shown}\n{fence}"


def workflow(text: str, cap: int = LONGEST) -> str:
    """The message of a workflow command."""
    return plain(text, cap).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str, cap: int = LONGEST) -> str:
    """A property of a workflow command, such as its title."""
    return workflow(one_line(text, cap), 4 * cap).replace(":", "%3A").replace(",", "%2C")


def xml_text(text: str, cap: int = LONGEST) -> str:
    """Without the characters that XML 1.0 forbids; `<` and `&` are the writer's affair."""
    return plain(text, cap)
