"""Comments and docstrings in a code cell, found without running or even compiling it."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

MOST_CHARACTERS = 100_000
_MAGIC = re.compile(r"^\s*[%!?]")
_OPENING = (tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.COMMENT)
_QUOTES = re.compile(r"^[rRuUbBfF]{0,2}(\"\"\"|'''|\"|')|(\"\"\"|'''|\"|')$")
# Statements that a template leaves for the student to replace.
_BLANK = re.compile(
    r"^(?:pass|\.\.\.|None|raise\s+NotImplementedError.*|(?:from\s+\S+\s+)?import\s.*|[\w, ]+=\s*(?:None|\.\.\.)"
    r"|return(?:\s+None)?)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    line: int
    text: str
    """Without its mark or quotes."""
    docstring: bool = False
    column: int = 0


def comments(source: str) -> list[Comment]:
    """All comments and docstrings, in order; of a cell that Python cannot read, the lines that begin with `#`."""
    lines = source[:MOST_CHARACTERS].splitlines()
    tame = ["pass" if _MAGIC.match(line) else line for line in lines]
    found: list[Comment] = []
    try:
        found.extend(_tokenized("\n".join(tame) + "\n"))
    except (tokenize.TokenError, SyntaxError, ValueError):  # an IndentationError is a SyntaxError
        read = found[-1].line if found else 0
        found.extend(
            Comment(line=number, text=line.lstrip().lstrip("#").strip())
            for number, line in enumerate(tame[read:], start=read + 1)
            if line.lstrip().startswith("#")
        )
    return [comment for comment in found if comment.text]


def _tokenized(text: str) -> Iterator[Comment]:
    before = tokenize.ENCODING
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield Comment(line=token.start[0], text=token.string.lstrip("#").strip(), column=token.start[1])
        elif token.type == tokenize.STRING and before in _OPENING:
            text = _QUOTES.sub("", token.string).strip()
            yield Comment(line=token.start[0], text=text, docstring=True, column=token.start[1])
        before = token.type


def code_lines(source: str) -> list[str]:
    """Lines that hold code, stripped; what a template leaves blank is none."""
    lines = (line.strip() for line in source[:MOST_CHARACTERS].splitlines())
    return [line for line in lines if line and not line.startswith("#") and not _BLANK.match(line)]


def prose(source: str) -> Iterator[str]:
    """Texts that stand in comments: lines of comments that follow one another, and strings that are no docstring.

    Only those at the left margin: what is indented belongs to the code around it.
    """
    run: list[str] = []
    last = 0
    for comment in comments(source):
        if comment.column:
            continue
        if comment.docstring:
            yield comment.text
            continue
        if run and comment.line != last + 1:
            yield "\n".join(run)
            run = []
        run.append(comment.text)
        last = comment.line
    if run:
        yield "\n".join(run)
