"""Answers that the teacher pinned: the text from where an answer begins to the next label."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.model.pins import AnswerPin
from grader.roles.textsources import Passage
from grader.roles.textties import Tied


def pinned(tied: Sequence[Tied], pins: Mapping[str, AnswerPin]) -> list[Tied]:
    """The passages with the answers that the teacher pinned: each runs from where it begins to the next label."""
    result = list(tied)
    for question, pin in pins.items():
        start = next((at for at, each in enumerate(result) if begins(each.passage, pin)), None)
        if start is None:
            continue
        end = start + 1
        while end < len(result) and not (
            result[end].is_label or result[end].passage.container != result[start].passage.container
        ):
            end += 1
        for at, each in enumerate(result):
            if start <= at < end:
                result[at] = replace(each, questions=(question,), text=each.text or _prose(each.passage))
            elif question in each.questions:
                result[at] = replace(each, questions=tuple(other for other in each.questions if other != question))
    return result


def _prose(passage: Passage) -> str:
    return passage.text if passage.is_prose else ""


def is_inside(passage: Passage, pin: AnswerPin) -> bool:
    """Whether a passage stands in the document or cell that a pin names."""
    if pin.document is not None:
        return passage.container == pin.document
    return passage.cell is not None and passage.cell + 1 == pin.cell


def begins(passage: Passage, pin: AnswerPin) -> bool:
    """Whether a passage begins with the pinned words; case, blanks and marks of emphasis don't matter."""
    text, words = (" ".join(re.sub(r"[*_`#]", "", each).split()).casefold() for each in (passage.text, pin.begins))
    return is_inside(passage, pin) and text.startswith(words)
