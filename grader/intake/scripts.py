"""A Python script becomes cells: at the marks that an export left, else where blank lines part its statements.

    # %%        Jupytext, VS Code, Spyder, PyCharm    with `[markdown]` for text
    # In[3]:    nbconvert                             with text as comments between
    neither     Colab, and scripts that never were a notebook

A script without marks is not run as one cell: its first error would be its end, and a notebook with the same error
goes on. So the statements that stand together, without a blank line between them, are a cell, as most people write
them; a text in triple quotes on its own is Markdown, as Colab exports it.
"""

from __future__ import annotations

import ast
import hashlib
import re
import warnings
from dataclasses import dataclass

from grader.errors import SubmissionError
from grader.intake.decoding import clean, decode
from grader.intake.names import megabytes, quoted
from grader.intake.notebook import MOST_CELLS, Notebook, decoding_notes, read_notebook
from grader.intake.parsing import refuse_no_text, refuse_other_text, refuse_signature
from grader.model.submission import Cell, CellKind

MOST_BYTES = 1_000_000
MOST_GROUPS = 200
"""Of statements, where a script has no marks; in a longer one neighbours are joined, evenly."""
MOST_JOINED = 60
"""Pieces between blank lines that may make one statement, in a script that Python can't read as a whole."""
MOST_TRIED = 2_000_000
"""Characters given to Python for that, in all: it reads two million a second."""

_PERCENT = re.compile(r"#\s?%%(?:\s+(.*))?$")
_IN = re.compile(r"# In\s?\[[\d ]*\]:\s*$")
_FIRST_LINES = re.compile(r"#!|#.*coding[:=]")
_SHELL = re.compile(r"([ \t]{0,200})(?:\w[\w, ]{0,200}=[ \t]{0,20})?[!%]")
_COMMENTED = re.compile(r"# ?(%%?[A-Za-z]|!\S)")
_COLAB = "# Commented out IPython magic"
_JUPYTEXT = re.compile(r"#\s*(?:jupyter|jupytext):")
_FENCE, _LONGEST_HEAD = "# ---", 200
_GOES_ON = re.compile(r"[ \t)\]}]|(?:else|elif|except|finally)\b")
_MARKDOWN = re.compile(r"\[?(?:markdown|md)\]?", re.IGNORECASE)
_QUOTED = re.compile(r"\A[rRuU]?(\"{3}|'{3})(.*)\1\Z", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    kind: CellKind
    text: str


def read_script(data: bytes, name: str) -> Notebook:
    """Reads the bytes of a script; `name` is what refusals call it."""
    text, notes = _text(data, name)
    if text.lstrip().startswith("{") and '"cells"' in text:
        notebook = read_notebook(data, name)
        note = f"{quoted(name)} is a notebook under the name of a script; it was read as what it is."
        return Notebook(cells=notebook.cells, sha256=notebook.sha256, notes=(note, *notebook.notes))
    pieces, how = _pieces(text)
    pieces = [piece for piece in pieces if piece.text.strip()]
    if not pieces:
        raise SubmissionError(
            f"{quoted(name)} is a script without any code or text.", "Perhaps another file was meant."
        )
    if len(pieces) > MOST_CELLS:
        raise SubmissionError(
            f"{quoted(name)} has {len(pieces):,} cells; at most {MOST_CELLS} are read.",
            "Remove what does not belong to the assignment, and hand it in again.",
        )
    cells = tuple(Cell(index=n, kind=p.kind, source=p.text.strip("\n")) for n, p in enumerate(pieces))
    note = f"A Python script was handed in, not a notebook; it was run as {len(cells)} cells, {how}."
    return Notebook(cells=cells, sha256=hashlib.sha256(data).hexdigest(), notes=(note, *notes))


def _text(data: bytes, name: str) -> tuple[str, list[str]]:
    if len(data) > MOST_BYTES:
        raise SubmissionError(
            f"{quoted(name)} is a script of {megabytes(len(data))}; at most {megabytes(MOST_BYTES)} are read.",
            "Put data into a file beside the script, and hand in the folder.",
        )
    refuse_signature(data, name, "script")
    decoded = decode(data)
    refuse_no_text(data, decoded, name, "a script")
    refuse_other_text(decoded.text, name, "script")
    text = clean(decoded.text).replace("\r\n", "\n").replace("\r", "\n")
    return text, decoding_notes(decoded, "script")


def _pieces(text: str) -> tuple[list[_Piece], str]:
    """The cells, and where they were parted, as the end of a sentence."""
    lines = text.split("\n")
    begin = next((number for number, line in enumerate(lines) if not _FIRST_LINES.match(line)), 0)
    lines = lines[begin:]
    if head := _jupytext(lines):
        lines = [_uncommented(line) for line in lines[head:]]
    if any(_PERCENT.match(line) for line in lines):
        return _percent(lines), "parted at its marks '# %%'"
    if any(_IN.match(line) for line in lines):
        return _exported(lines), "parted at its marks '# In[ ]:'"
    return _unmarked(_colab(lines)), "parted where blank lines stand between its statements"


def _jupytext(lines: list[str]) -> int:
    """How many lines Jupytext's own head has; 0 where there is none."""
    head = lines[:_LONGEST_HEAD]
    if not head or head[0] != _FENCE or _FENCE not in head[1:]:
        return 0
    end = head.index(_FENCE, 1)
    return end + 1 if any(_JUPYTEXT.match(line) for line in head[1:end]) else 0


def _uncommented(line: str) -> str:
    """Exports comment out what is IPython's and not Python's."""
    return line[1:].removeprefix(" ") if _COMMENTED.match(line) else line


def _percent(lines: list[str]) -> list[_Piece]:
    pieces: list[_Piece] = []
    title = ""
    held: list[str] = []
    for line in [*lines, "# %%"]:
        if match := _PERCENT.match(line):
            pieces.append(_titled(title, "\n".join(held).strip("\n")))
            title, held = match[1] or "", []
        else:
            held.append(line)
    return pieces


def _titled(title: str, text: str) -> _Piece:
    if not _MARKDOWN.search(title.split("=")[0]):
        return _Piece(kind=CellKind.RAW if "[raw]" in title else CellKind.CODE, text=text)
    quoted_text = _QUOTED.match(text.strip())
    return _Piece(kind=CellKind.MARKDOWN, text=quoted_text[2] if quoted_text else _as_prose(text.split("\n")))


def _as_prose(lines: list[str]) -> str:
    return "\n".join(re.sub(r"^# ?", "", line) for line in lines)


def _exported(lines: list[str]) -> list[_Piece]:
    """nbconvert: a text follows its code after two blank lines, as comments that reach to the next mark."""
    marks = [number for number, line in enumerate(lines) if _IN.match(line)]
    pieces = _prose_after(["", "", *lines[: marks[0]]])
    for start, end in zip(marks, [*marks[1:], len(lines)], strict=True):
        own = "\n".join(lines[start + 1 : end]).strip("\n").split("\n")
        pieces += _prose_after(own)
    return pieces


def _prose_after(lines: list[str]) -> list[_Piece]:
    """Code and the texts behind it."""
    start = len(lines)
    while start and (not lines[start - 1].strip() or lines[start - 1].startswith("#")):
        start -= 1
    gaps = (n for n in range(start, len(lines) - 2) if not lines[n] and not lines[n + 1] and lines[n + 2])
    gap = next(gaps, len(lines))
    prose = "\n".join(lines[gap:]).strip("\n").split("\n\n")
    texts = [_Piece(kind=CellKind.MARKDOWN, text=_as_prose(text.split("\n"))) for text in prose if text]
    return [_Piece(kind=CellKind.CODE, text="\n".join(lines[:gap])), *texts]


def _colab(lines: list[str]) -> list[str]:
    """The lines with Colab's own comments undone: a magic line, or a whole cell that begins with one."""
    done: list[str] = []
    after, whole = False, False
    for line in lines:
        if line.startswith(_COLAB):
            after = True
            continue
        if after and line.startswith("#"):
            whole = whole or line.startswith("# %%")
            # An empty line of such a cell stays a comment, for an empty one would part it.
            line = (line[1:].removeprefix(" ") or "#") if whole else _uncommented(line)
        else:
            after = whole = False
        done.append(line)
    return done


def _unmarked(lines: list[str]) -> list[_Piece]:
    # IPython's own lines are none of Python's; what matters here is where statements begin and end.
    masked = [f"{match[1]}pass" if (match := _SHELL.match(line)) else line for line in lines]
    tree = _parsed("\n".join(masked))
    groups = _joined(lines, masked) if tree is None else _grouped(lines, tree)
    surplus = -(-len(groups) // MOST_GROUPS)
    if surplus < 2:
        return groups
    pieces: list[_Piece] = []
    for number, group in enumerate(groups):
        last = pieces[-1] if pieces else group
        if number % surplus and last.kind is group.kind:
            pieces[-1] = _Piece(kind=group.kind, text=f"{last.text}\n{group.text}")
        else:
            pieces.append(group)
    return pieces


def _parsed(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _grouped(lines: list[str], tree: ast.Module) -> list[_Piece]:
    """Statements with no blank line between them, each group with the comments before it; texts on their own."""
    pieces: list[_Piece] = []
    begin = end = 0  # of the lines that are waiting, the second exclusive
    for statement in tree.body:
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(each.lineno for each in decorators)]) - 1
        last = statement.end_lineno or statement.lineno
        is_text = _is_text(statement, lines)
        if is_text or any(not line.strip() for line in lines[end:first]):
            pieces.append(_Piece(kind=CellKind.CODE, text="\n".join(lines[begin:end])))
            begin = end
        if is_text and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            pieces.append(_Piece(kind=CellKind.CODE, text="\n".join(lines[begin:first])))
            pieces.append(_Piece(kind=CellKind.MARKDOWN, text=str(statement.value.value)))
            begin = last
        end = max(end, last)
    pieces.append(_Piece(kind=CellKind.CODE, text="\n".join(lines[begin:])))
    return [piece for piece in pieces if piece.text.strip()]


def _is_text(statement: ast.stmt, lines: list[str]) -> bool:
    """Whether a statement is nothing but a text in triple quotes, with its lines to itself."""
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Constant) or statement.col_offset:
        return False
    whole = "\n".join(lines[statement.lineno - 1 : statement.end_lineno]).strip()
    return isinstance(statement.value.value, str) and bool(_QUOTED.match(whole))


def _joined(lines: list[str], masked: list[str]) -> list[_Piece]:
    """For a script that is no Python as a whole: what is between blank lines, joined until Python can read it.

    A piece that it can't read, however much follows, is a cell by itself: there the error will be seen, and only there.
    """
    blank = [not line.strip() for line in masked]
    starts = [n for n, line in enumerate(masked) if not (blank[n] or _GOES_ON.match(line)) and (n == 0 or blank[n - 1])]
    ends = [*starts[1:], len(lines)]
    pieces: list[_Piece] = []
    number = tried = 0
    while number < len(starts):
        upto = number
        for end in range(number, min(number + MOST_JOINED, len(starts))):
            text = "\n".join(masked[starts[number] : ends[end]])
            tried += len(text)
            if tried > MOST_TRIED:
                break
            if _parsed(text) is not None:
                upto = end
                break
        tree = _parsed("\n".join(masked[starts[number] : ends[upto]]))
        own = lines[starts[number] : ends[upto]]
        pieces += [_Piece(kind=CellKind.CODE, text="\n".join(own))] if tree is None else _grouped(own, tree)
        number = upto + 1
    return pieces
