"""Comments that explain code: counted over the code cells, leaving out labels, dead code and boilerplate."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from grader.model.assignment import Assignment
from grader.model.evidence import Basis, Evidence
from grader.model.judging import Missing
from grader.roles import textcode
from grader.roles.textlanguage import shortened, words

LEAST_WORDS = 3
LEAST_LETTERS = 6
"""Of a comment in a script that does not part its words with blanks."""
LARGE = 5
"""Lines of code from which on a cell is worth a comment."""

_LABEL = re.compile(
    r"^\W*(?:(?:task|step|part|section|question|exercise|cell|q|stage)\s*[-.:#]?\s*\d[\w.]*\b.{0,60}|\d+(?:\.\d+)*[.):]\s*.{0,50}"
    r"|[-=#*~_]{2,}.*|.*[-=#*~_]{3,})$",
    re.IGNORECASE,
)
_TOOL = re.compile(
    r"^(?:@title|@param|!|noqa|type:|pylint|fmt:|isort|%%|coding[:=]|-\*-|todo|fixme|your code here|write your code)"
    r"|start coding or generate|this python 3 environment comes with|it is defined by the kaggle/python"
    r"|here's several helpful packages|input data files are available|you can (?:also )?write (?:up )?to"
    r"|will list all files under the input|running this \(by clicking run",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explaining:
    """A comment or docstring that explains something."""

    text: str
    place: str
    cell: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    explaining: tuple[Explaining, ...]
    large_cells: tuple[int, ...]
    """The cells that are long enough to need a comment."""
    total: int
    """All comments, whatever they are."""
    basis: tuple[Basis, ...] = (Basis.SUBMITTED,)

    @property
    def cells(self) -> tuple[int, ...]:
        """The cells with a comment that explains something."""
        return tuple(dict.fromkeys(comment.cell for comment in self.explaining))

    @property
    def share(self) -> float:
        """The share of large cells that have one."""
        return sum(cell in self.cells for cell in self.large_cells) / len(self.large_cells) if self.large_cells else 0.0

    @property
    def sentence_for_student(self) -> str:
        count = len(self.explaining)
        if not count:
            return (
                f"The code has {self.total} comments; none explains anything. Labels and unused code are not counted."
            )
        first = self.explaining[0]
        many = (
            f"{count} comments explain code, in {len(self.cells)} cells" if count > 1 else "One comment explains code"
        )
        return f"{many}; the first stands in {first.place}: “{shortened(first.text, 120)}”."


def find(evidence: Evidence, assignment: Assignment) -> Comments:
    """The comments of all code cells. Raises `Missing` where the notebook has no code."""
    del assignment  # a comment explains code whatever was asked for
    code = evidence.submission.code
    if not any(textcode.code_lines(cell.source) for cell in code):
        raise Missing("The notebook has no code to comment.")
    found: dict[str, Explaining] = {}
    total = 0
    for cell in code:
        for comment in textcode.comments(cell.source):
            total += 1
            if explains(comment.text):
                # The same comment pasted above every cell is one comment.
                key = " ".join(words(comment.text))
                found.setdefault(key, Explaining(text=comment.text, place=cell.label, cell=cell.index))
    large = tuple(cell.index for cell in code if len(textcode.code_lines(cell.source)) >= LARGE)
    return Comments(explaining=tuple(found.values()), large_cells=large, total=total)


def explains(text: str) -> bool:
    """Whether a comment says something: no label, no code that was switched off, no line that a tool wrote."""
    text = text.strip()
    letters = sum(character.isalpha() for character in text[:2000])
    unspaced = letters >= LEAST_LETTERS and not text.isascii() and len(words(text)) < LEAST_WORDS
    if not unspaced and (len(words(text)) < LEAST_WORDS or letters < 8):
        return False
    if is_boilerplate(text) or ("\n" not in text and _LABEL.match(text[:300])):
        return False
    return not is_code(text)


def is_boilerplate(text: str) -> bool:
    """Whether a tool or a template wrote a comment."""
    return bool(_TOOL.search(text[:300]))


def is_code(text: str) -> bool:
    """Whether a comment is code that was switched off."""
    first = next((line.strip() for line in text[:2000].splitlines() if line.strip()), "")
    if re.match(r"^(?:[!%]|pip install|from \S+ import |import \w+(?:\.|$| as))", first):
        return True
    if re.match(r"^(?:for|while|if|elif|with|def|class|try|else|except)\b.*:$", first):
        return bool(re.search(r"[()=\[\]]| in |\.", first))
    if all(word.isalpha() for word in text.split()):
        return False  # "Encoder and decoder" is valid code, too
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(text[:2000]).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return bool(re.match(r"^[\w.\[\]]+ ?(?:=|\+=) ?\S+|^[\w.]+\([^ ]*(?:, ?[^ ]+)*\)[,;]?$", first))
    # A single name or string is a word that happens to be valid code.
    return any(not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Name | ast.Constant) for node in body)
