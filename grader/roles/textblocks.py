"""Markdown and plain text as a list of blocks: headings, paragraphs, list items, table rows, fences, pictures.

No Markdown library: what students type is seldom valid Markdown, a Word document arrives as something like it, and a
README as either. Every line ends up in exactly one block, and nothing here can fail.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

LONGEST_LINE = 2000
LONGEST_PARAGRAPH = 6000
"""Characters: expressions below are linear in what they usually meet, and this bounds them in what they don't."""
MOST_LINES = 8_000
MOST_ROWS = 400
"""Of one table; a longer one is data."""
MOST_LINES_JOINED = 100
DEEPEST = 9
"""Level of a label that is no heading: a bold line, a numbered title, a comment."""

ARROWS = re.compile(
    r"(?<![-=<>])(?:-{1,8}|={1,8})>(?!>)|(?<=[A-Za-z)\]]) >{1,2} (?=[A-Za-z(\[])|[→⟶➔➜➝➞⇒⟹➡↓⇓⬇▼↦]"
    r"|\\(?:long)?rightarrow\b|\\to\b|\|\s*v\s*\|"
)

_FENCE = re.compile(r"^\s*(```+|~~~+)\s*([\w-]*)")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s*([^#].*?)\s*#*\s*$")
_HTML_HEADING = re.compile(
    r"^\s*(?:<(?:center|div|p|font|span)\b[^<>]{0,200}>\s*)*<h([1-6])\b[^<>]{0,200}>(.{1,300})$", re.I
)
_BOLD_LINE = re.compile(
    r"^\s*(?:\*\*|__|<b>|<strong>)\s*([^*_<>]{2,160}?)\s*(?:\*\*|__|</b>|</strong>)\s*[:.]?\s*(?:<br ?/?>)?\s*$", re.I
)
_ITEM = re.compile(r"^\s*(?:[-*+•‣▪●○–]|\(?([0-9]{1,2}(?:\.[0-9]{1,2})?|[a-hivx]{1,4})[.)])\s+(\S.*)$")
_UNDERLINE = re.compile(r"^\s{0,3}(={3,}|-{3,})\s*$")
_RULE = re.compile(r"^\s*(?:[-*_=~#]\s*){3,}$")
_SEPARATOR = re.compile(r"^\s*\|?\s*:?-{2,}[-|:\s]*$")
_PICTURE = re.compile(r"!\[([^\]]{0,300})\]\(([^)]{0,300})\)")
_HTML_PICTURE = re.compile(r"<img\b([^<>]{0,600})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(alt|src)\s*=\s*[\"']?([^\"'<>]{0,300})", re.IGNORECASE)
_DATA_URL = re.compile(r"\bdata:image/[^)\s\"'>]{1,2000000}")
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\([^()]{0,500}\)")
_BREAK = re.compile(r"<(?:br|/p|/li|/div|/tr)\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,9}(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*{1,3}|`+|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?![\w{\\])|~~")
# A line that opens something new even where no blank line stands before it.
_OPENER = re.compile(
    r"^\s*(?:q(?:uestion|ues|n)?|ans(?:wer)?|a|task|part|step|exercise)\s*[-.:#]?\s*[0-9(.:]", re.IGNORECASE
)


class BlockKind(StrEnum):
    HEADING = "heading"
    """Also a bold line and a line that is underlined."""
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    """A row of a table as sentences, each cell behind its column's header."""
    FENCE = "fence"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    kind: BlockKind
    text: str
    """Without marks; of a fence and a table row's `raw` the lines as they are."""
    level: int = 0
    """Of a heading, 1 to `DEEPEST`."""
    number: str = ""
    """The marker of a numbered item."""
    label: str = ""
    """A table row's first cell, a fence's language, a picture's target."""
    raw: str = ""
    header: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    """Of a table row, with the header of its table where there is one."""


def blocks(text: str) -> list[Block]:
    """The blocks of a text, in order."""
    return list(_split_pictures(_blocks(_lines(text))))


def plain(text: str) -> str:
    """A text without Markdown's and HTML's marks, and without pictures."""
    text = _without_pictures(text)
    text = _LINK.sub(r"\1", text) if "](" in text else text
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    text = html.unescape(text) if "&" in text else text
    return _EMPHASIS.sub("", text).replace("’", "'").replace("\u00a0", " ").strip()


def _without_pictures(text: str) -> str:
    return _HTML_PICTURE.sub("", _PICTURE.sub("", text)) if "![" in text or "<img" in text.lower() else text


def _lines(text: str) -> list[str]:
    lines: list[str] = []
    for line in _DATA_URL.sub("data:", text).splitlines()[:MOST_LINES]:
        lines.extend(line[start : start + LONGEST_LINE] for start in range(0, max(1, len(line)), LONGEST_LINE))
    return lines


def _blocks(lines: list[str]) -> Iterator[Block]:
    paragraph: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        taken, found = _special(lines, at, bool(paragraph))
        if found is not None:
            if paragraph and _UNDERLINE.match(line):
                title = plain(paragraph.pop())
                found = [Block(kind=BlockKind.HEADING, text=title, level=1 if "=" in line else 2, raw=title)]
            yield from _paragraph(paragraph)
            paragraph = []
            yield from found
            at += taken
            continue
        if paragraph and (_OPENER.match(line) or paragraph[-1].rstrip().endswith(("?", ":", "?**"))):
            yield from _paragraph(paragraph)
            paragraph = []
        if sum(map(len, paragraph)) >= LONGEST_PARAGRAPH or len(paragraph) >= MOST_LINES_JOINED:
            yield from _paragraph(paragraph)
            paragraph = []
        paragraph.append(line)
        at += 1
    yield from _paragraph(paragraph)


def _special(lines: list[str], at: int, in_paragraph: bool) -> tuple[int, list[Block] | None]:
    """How many lines a block other than a paragraph takes from here, and its blocks; None where there is none."""
    line = lines[at]
    if not line.strip():
        return 1, []
    if fence := _FENCE.match(line):
        return _fence(lines, at, fence)
    if _UNDERLINE.match(line) and in_paragraph:
        return 1, []
    if heading := _HEADING.match(line):
        return 1, [Block(kind=BlockKind.HEADING, text=plain(heading[2]), level=len(heading[1]), raw=line)]
    if heading := _HTML_HEADING.match(line):
        return 1, [Block(kind=BlockKind.HEADING, text=plain(heading[2]), level=int(heading[1]), raw=line)]
    if bold := _BOLD_LINE.match(line):
        return 1, [Block(kind=BlockKind.HEADING, text=plain(bold[1]), level=DEEPEST, raw=line)]
    # A bold label that is broken into two lines.
    if at + 1 < len(lines) and not in_paragraph and (bold := _BOLD_LINE.match(f"{line}\n{lines[at + 1]}")):
        return 2, [Block(kind=BlockKind.HEADING, text=" ".join(plain(bold[1]).split()), level=DEEPEST, raw=line)]
    if line.count("|") >= 2 or (line.count("|") == 1 and at + 1 < len(lines) and _SEPARATOR.match(lines[at + 1])):
        return _table(lines, at)
    if _RULE.match(line):
        return 1, []
    if item := _ITEM.match(line):
        return _item(lines, at, item)
    return 0, None


def _fence(lines: list[str], at: int, fence: re.Match[str]) -> tuple[int, list[Block]]:
    end = at + 1
    while end < len(lines) and not lines[end].lstrip().startswith(fence[1][:3]):
        end += 1
    body = "\n".join(lines[at + 1 : end])
    return end - at + 1, [Block(kind=BlockKind.FENCE, text=body, label=fence[2].lower(), raw=body)]


def _item(lines: list[str], at: int, item: re.Match[str]) -> tuple[int, list[Block]]:
    """An item and the indented lines that continue it."""
    texts, end = [item[2]], at + 1
    while (
        end < len(lines)
        and re.match(r"\s{2,}\S", lines[end])
        and not _ITEM.match(lines[end])
        and not _FENCE.match(lines[end])
    ):
        texts.append(lines[end].strip())
        end += 1
    raw = "\n".join(lines[at:end])
    if bold := _BOLD_LINE.match(item[2]):
        texts[0] = bold[1] + ":" * (len(texts) > 1)
    block = Block(kind=BlockKind.ITEM, text=plain(" ".join(texts)), number=item[1] or "", raw=raw)
    return end - at, [block]


def _paragraph(lines: list[str]) -> Iterator[Block]:
    raw = "\n".join(lines)
    # A line that is far shorter than its neighbours and lacks a full stop is a line of its own in plain text.
    text = plain(
        " ".join(line.strip() + ("\n" if line.endswith("  ") or _stands_alone(line) else "") for line in lines)
    )
    if text or "![" in raw or "<img" in raw.lower():
        yield Block(kind=BlockKind.PARAGRAPH, text=text, raw=raw)


def _stands_alone(line: str) -> bool:
    return len(line) < 60 and (line.rstrip().endswith((":", "?")) or bool(ARROWS.search(line)))


def _cells(line: str) -> list[str]:
    return [plain(cell) for cell in line.strip().strip("|").split("|")]


def _table(lines: list[str], at: int) -> tuple[int, list[Block]]:
    end = at
    while end < len(lines) and "|" in lines[end]:
        end += 1
    rows = [(lines[number], _cells(lines[number])) for number in range(at, end) if not _SEPARATOR.match(lines[number])]
    if not rows:
        return end - at, []
    headed = len(rows) > 1 and len(rows[0][1]) > 1 and all(len(cell.split()) <= 6 for cell in rows[0][1])
    header = rows[0][1] if headed else []
    return end - at, [_row(raw, cells, header) for raw, cells in rows[1 if headed else 0 :][:MOST_ROWS]]


def _row(raw: str, cells: list[str], header: list[str]) -> Block:
    """A row as sentences: the column's header first, so that it is known what a cell speaks of."""
    label = cells[0] if cells else ""
    parts: list[str] = []
    for number, cell in enumerate(cells[1:] if len(cells) > 1 else cells, start=1):
        head = header[number] if number < len(header) else ""
        parts.append(
            ": ".join(part for part in (head, label if header and len(label.split()) <= 6 else "", cell) if part)
        )
    text = "\n".join(parts)
    return Block(kind=BlockKind.ROW, text=text, label=label, raw=raw, header=tuple(header), cells=tuple(cells))


def _split_pictures(found: Iterable[Block]) -> Iterator[Block]:
    """Pictures stand inside lines; each becomes a block of its own, before what is left of the line."""
    for block in found:
        if block.kind is BlockKind.FENCE or ("![" not in block.raw and "<img" not in block.raw.lower()):
            yield block
            continue
        for alt, target in _PICTURE.findall(block.raw):
            yield Block(kind=BlockKind.PICTURE, text=plain(alt), label=target)
        for attributes in _HTML_PICTURE.findall(block.raw):
            named = {key.lower(): value for key, value in _ATTRIBUTE.findall(attributes)}
            yield Block(kind=BlockKind.PICTURE, text=plain(named.get("alt", "")), label=named.get("src", ""))
        if block.text:
            yield block
