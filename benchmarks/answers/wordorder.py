"""Makes the table of `grader/roles/textorder.py` from English prose.

python -m benchmarks.answers.wordorder FOLDER... > grader/roles/wordpairs.txt

The prose is what Python's own help says, and the docstrings of the Python files in the folders that are named; the
table that is used was made from the standard library and from NumPy, pandas, Matplotlib, scikit-learn and NLTK. Only
counts of pairs are kept, of words that English is held together by and of the endings of all others.
"""

from __future__ import annotations

import ast
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from pydoc_data.topics import topics

from grader.roles import textorder

LEAST_WORDS = 12
"""Of a paragraph that is taken for prose."""
PROSE = 0.75
"""The share of a prose paragraph's words that are letters alone."""
DOUBT = 3
"""Added to both counts, so that what is rare tells little."""
MOST_FILES = 3000
"""Of one folder."""


def texts(folders: Iterable[Path]) -> Iterator[str]:
    """All prose, a paragraph each."""
    for text in (*topics.values(), *(doc for folder in folders for doc in _docstrings(folder))):
        for paragraph in re.split(r"\n\s*\n|::|>>>.*", text):
            words = paragraph.split()
            if len(words) >= LEAST_WORDS and sum(word.isalpha() for word in words) >= PROSE * len(words):
                yield " ".join(words)


def _docstrings(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.py"))[:MOST_FILES]:
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (said := ast.get_docstring(node)):
                yield said


def table(prose: Iterable[str]) -> list[str]:
    """A row for each kind of word: how much more often than by chance each kind follows it, a letter each."""
    pairs = Counter(pair for text in prose for pair in textorder.pairs(text))
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for (one, other), count in pairs.items():
        before[one] += count
        after[other] += count
    total = pairs.total()
    kinds = textorder.KINDS
    return [
        "".join(
            textorder.letter(math.log((pairs[one, other] + DOUBT) / (before[one] * after[other] / total + DOUBT)))
            for other in kinds
        )
        for one in kinds
    ]


if __name__ == "__main__":
    print("\n".join(table(texts(Path(each) for each in sys.argv[1:]))))
