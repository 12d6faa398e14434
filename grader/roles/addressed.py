"""Text that is meant for a machine that grades: orders to a language model, and characters that nobody sees.

No model reads a submission here, so such text does nothing. A person should know of it all the same, and should not
be the only one who can't see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.model.submission import Submission

_MACHINE = (
    r"(?:\bAI\b|\bLLMs?\b|language models?|chat ?bot|\bGPT\b|ChatGPT|Claude|Gemini|Copilot"
    r"|auto-?grader|grading (?:model|assistant|bot))"
)
# Not among these: "return", "score", "highest". A decoder returns all scores, and attention gives the highest.
_AWARD, _POINTS = r"\b(?:award|give|assign|grant|deserves?)\b", r"\b(?:marks?|points?|credits?|grades?)\b"
ORDERS = (
    re.compile(
        r"\b(?:ignor\w*|disregard|override|bypass)\b.{0,40}\b(?:instructions?|prompts?|rubric|criteria|guidelines)\b",
        re.IGNORECASE,
    ),
    re.compile(rf"{_AWARD}.{{0,60}}\b(?:full|maximum|perfect|100 ?%?)[\W_].{{0,20}}{_POINTS}", re.IGNORECASE),
    re.compile(rf"{_MACHINE}.{{0,60}}{_AWARD}.{{0,60}}{_POINTS}", re.IGNORECASE),
    re.compile(
        rf"\b(?:dear|hello|hi|(?:note|message|instructions?|order) (?:to|for))\b.{{0,15}}{_MACHINE}", re.IGNORECASE
    ),
    re.compile(r"<\|(?:im_start|system)\|>|\[/INST\]|<<SYS>>", re.IGNORECASE),
)
UNSEEN = re.compile("[\u200b\u2060-\u2064\u202d\u202e\U000e0000-\U000e007f]")
"""No joiners and no marks of direction, with which Hindi, Persian or Arabic are written."""
MANY_UNSEEN = 8
LONGEST = 160  # characters of what is shown
MOST_TEXT = 200_000  # characters of one cell or document that are looked at


def flags(submission: Submission) -> tuple[str, ...]:
    """A sentence that names the first place of each kind."""
    ordered = next((entry for entry in _texts(submission) if _order(entry[1])), None)
    unseen = next((entry for entry in _texts(submission) if len(UNSEEN.findall(entry[1])) >= MANY_UNSEEN), None)
    found = []
    if ordered is not None:
        found.append(
            f"Text in {ordered[0]} is addressed to a machine that grades: “{_order(ordered[1])}”. It was ignored; a "
            "person should know of it."
        )
    if unseen is not None:
        count = len(UNSEEN.findall(unseen[1]))
        found.append(f"Text in {unseen[0]} holds {count} characters that nobody sees; a person should know of it.")
    return tuple(found)


def _texts(submission: Submission) -> Iterator[tuple[str, str]]:
    """Each text with its place; of code too, for comments and strings may hold it."""
    for cell in submission.cells:
        yield cell.label, cell.source[:MOST_TEXT]
    for document in submission.documents:
        yield document.name, document.text[:MOST_TEXT]


def _order(text: str) -> str:
    """The line with the first order in it; empty where there is none."""
    plain = UNSEEN.sub("", text)
    for line in plain.splitlines():
        if any(pattern.search(line[:2_000]) for pattern in ORDERS):
            return line.strip()[:LONGEST]
    return ""
