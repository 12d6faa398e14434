"""NLTK without its downloads: a tokenizer's parameters and lists of function words of our own in their place.

NLTK's data packages are on no registry of packages and carry no licence each of their own. Its word tokenizer needs
only Punkt's parameters, to part sentences; without any but some abbreviations it parts them at full stops, which is all
that short sentences ask for.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from everyday.telling import tell
from helping.after_import import after

HERE = str(Path(__file__).parent / "nltk_data")
OURS = frozenset(("punkt", "punkt_tab", "stopwords"))


def install(_shell: Any) -> None:
    after("nltk", _provide)


def _provide(nltk: Any) -> None:
    if HERE not in nltk.data.path:
        nltk.data.path.append(HERE)
    nltk.download = _download(nltk.download)
    nltk.data.find = _find(nltk.data.find)


def _download(original: Any) -> Any:
    @functools.wraps(original)
    def download(info_or_id: Any = None, *args: Any, **kwargs: Any) -> bool:
        wanted = [info_or_id] if isinstance(info_or_id, str) else list(info_or_id or ["all"])
        for name in wanted:
            here = name in OURS or name in ("all", "popular", "book")
            state = "already up-to-date!" if here else "not here: there is no network."
            print(f"[nltk_data] Package {name} is {state}")
            answer = "stand-ins of the grader's own" if here else "nothing: it is not here"
            tell(f"nltk.download({name!r})", f"nltk.download({name!r}) was answered with {answer}.")
        return all(name in OURS or name in ("all", "popular", "book") for name in wanted)

    return download


def _find(original: Any) -> Any:
    @functools.wraps(original)
    def find(resource_name: str, *args: Any, **kwargs: Any) -> Any:
        # The older form of the same parameters, which notebooks look for before they download it.
        name = "tokenizers/punkt_tab" if str(resource_name).rstrip("/") == "tokenizers/punkt" else resource_name
        return original(name, *args, **kwargs)

    return find
