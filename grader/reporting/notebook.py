"""The notebook as it was run, cell by cell, as far as it fits on the page."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from grader.model.evidence import CellEnd, CellRun, Evidence, Output
from grader.model.submission import Cell, CellKind
from grader.reporting import markup, words
from grader.reporting.pictures import Album, Picture
from grader.text import one_line, plain

MOST_CELLS = 800
MOST_OUTPUTS = 40
"""Shown of one cell."""
MOST_BYTES = 1_200_000
"""Of all sources and outputs together, as they stand in the page."""
MOST_PARSED = 250_000
"""Of all Markdown and HTML together, as written: a parser can be kept busy by little text."""
MOST_SOURCE = 40_000
MOST_PROSE = 20_000
MOST_TEXT = 20_000
MOST_HTML = 60_000
MOST_TRACE = 4_000
_NOTHING = Markup("")
_WIDE = 50
"""Characters of a line from which on it may have to be scrolled on a phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputView:
    kind: str
    """`text`, `html`, `image` or `error`."""
    text: str = ""
    html: Markup = _NOTHING
    picture: Picture | None = None
    error: str = ""
    trace: str = ""
    note: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    number: int
    kind: str
    source: str
    """Of code and raw cells."""
    prose: Markup
    """Of Markdown cells."""
    failed: bool
    state: str
    outputs: tuple[OutputView, ...]
    outputs_left_out: int
    wide: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookView:
    cells: tuple[CellView, ...]
    cells_left_out: int


def linkable(evidence: Evidence) -> frozenset[int]:
    """Numbers of the cells that the page has, as people count them."""
    return frozenset(cell.index + 1 for cell in evidence.submission.cells[:MOST_CELLS])


def view(evidence: Evidence, album: Album) -> NotebookView:
    maker = _Maker(evidence, album)
    cells = evidence.submission.cells
    return NotebookView(
        cells=tuple(maker.cell(cell) for cell in cells[:MOST_CELLS]),
        cells_left_out=max(0, len(cells) - MOST_CELLS),
    )


class _Maker:
    def __init__(self, evidence: Evidence, album: Album) -> None:
        self._album = album
        self._room = MOST_BYTES
        self._unparsed = MOST_PARSED
        self._runs = {run.cell: run for run in evidence.observed.cells}
        self._outputs: dict[int, list[Output]] = {}
        for output in evidence.reported.outputs:
            self._outputs.setdefault(output.cell, []).append(output)

    def cell(self, cell: Cell) -> CellView:
        run = self._runs.get(cell.index)
        outputs = self._outputs.get(cell.index, [])
        is_prose = cell.kind is CellKind.MARKDOWN
        source = "" if is_prose else self._fitting(plain(cell.source, MOST_SOURCE))
        return CellView(
            number=cell.index + 1,
            kind=cell.kind.value,
            source=source,
            prose=self._markdown(cell.source) if is_prose else _NOTHING,
            failed=run is not None and run.end not in (CellEnd.OK, CellEnd.NOT_RUN),
            state=_state(cell, run),
            outputs=tuple(self._output(output, cell.index + 1, at) for at, output in enumerate(outputs[:MOST_OUTPUTS])),
            outputs_left_out=max(0, len(outputs) - MOST_OUTPUTS),
            wide=_is_wide(source),
        )

    def _output(self, output: Output, number: int, at: int) -> OutputView:
        note = f"{output.cut:,} characters more were shown here and left out." if output.cut else ""
        if output.error is not None:
            trace = self._fitting(_end_of(output.trace))
            words_of_it = self._fitting(plain(output.text, 1_000))
            error = one_line(output.error, 100)
            return OutputView(kind="error", error=error, text=words_of_it, trace=trace, note=note)
        if output.image is not None:
            picture = self._album.picture(output.image, f"output-{number}-{at + 1}")
            return OutputView(kind="image", text=one_line(output.text, 200), picture=picture, note=note)
        if output.html:
            html = self._html(output.html)
            if html:
                cut = len(output.html) > MOST_HTML
                return OutputView(kind="html", html=html, note=note or ("The rest of it was left out." if cut else ""))
        shown = self._fitting(plain(output.text, MOST_TEXT))
        return OutputView(kind="text", text=shown, note=note, wide=_is_wide(shown))

    def _markdown(self, source: str) -> Markup:
        """Rendered, or as it was written where the notebook has more Markdown than anyone writes."""
        self._unparsed -= min(len(source), MOST_PROSE)
        if self._unparsed >= 0:
            rendered = markup.markdown(source, MOST_PROSE)
            if self._take(len(rendered.encode())):
                return rendered
        return Markup("<pre>{}</pre>").format(self._fitting(plain(source, MOST_PROSE)))

    def _html(self, html: str) -> Markup:
        self._unparsed -= min(len(html), MOST_HTML)
        cleaned = markup.output(html, MOST_HTML) if self._unparsed >= 0 else _NOTHING
        return cleaned if self._take(len(cleaned.encode())) else _NOTHING

    def _fitting(self, words_of_it: str) -> str:
        """The text if there is room for it, for what is escaped can be five times as long."""
        if self._take(len(str(escape(words_of_it)).encode())):
            return words_of_it
        return f"[left out: this page is full; {words.count(len(words_of_it), 'character')}]"

    def _take(self, size: int) -> bool:
        fits = size <= self._room
        if fits:
            self._room -= size
        return fits


def _state(cell: Cell, run: CellRun | None) -> str:
    if cell.kind is not CellKind.CODE:
        return ""
    if run is None or run.end is CellEnd.NOT_RUN:
        return words.CELL_ENDS[CellEnd.NOT_RUN]
    took = words.duration(run.ended - run.began)
    return f"{words.CELL_ENDS[run.end]} after {took}" if run.end is not CellEnd.OK else f"ran in {took}"


def _end_of(trace: str) -> str:
    """The last lines of a trace, where the error is named."""
    shown = plain(trace[-4 * MOST_TRACE :], 4 * MOST_TRACE)
    return shown if len(shown) <= MOST_TRACE else f"…{shown[-MOST_TRACE:]}"


def _is_wide(words_of_it: str) -> bool:
    return any(len(line) > _WIDE for line in words_of_it.splitlines())
