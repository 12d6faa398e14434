"""Which language a notebook was written in, told from its metadata; the kernel's name counts for almost nothing.

People run notebooks under kernels named after their environments, courses or cats. The grader uses its own kernel
always, and the name only serves where nothing else speaks and the name is one of another language's own.
"""

from __future__ import annotations

from typing import Any

_PYTHON = {"", "python", "ipython", "python2", "python3"}
_KNOWN = {"r": "R", "julia": "Julia", "javascript": "JavaScript", "scala": "Scala", "bash": "Bash", "c++": "C++"}


def language(tree: dict[str, Any]) -> str:
    """The language as people write it, empty for Python."""
    metadata = tree.get("metadata")
    stated = (
        _word(metadata, "language_info", "name")
        or _word(metadata, "kernelspec", "language")
        or _word(metadata, "language")  # IJulia wrote it here in format 3
        or _from_kernel(_word(metadata, "kernelspec", "name"))
    )
    return "" if stated in _PYTHON else _KNOWN.get(stated, stated)


def says_python_2(tree: dict[str, Any]) -> bool:
    """Whether the notebook was last saved under Python 2."""
    metadata = tree.get("metadata")
    version = _word(metadata, "language_info", "version")
    return version.startswith("2.") if version else _word(metadata, "kernelspec", "name") == "python2"


def _from_kernel(name: str) -> str:
    if name == "ir":
        return "r"
    return "julia" if name.startswith("julia") else ""


def _word(node: object, *keys: str) -> str:
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    return node.strip().lower() if isinstance(node, str) else ""
