"""Which names in a notebook's code mean the course's data set: by the assignment's list, and by words for languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from grader.model.assignment import DataRules

ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar")
TABLES = (".csv",)
TEXTS = (".txt", ".tsv", ".tab", ".dat")
LONGEST_NAME = 80
_ENDING = re.compile(r"(?:\.tar\.gz|\.[a-z]{2,4})$", re.IGNORECASE)
_VECTORS = re.compile(r"vec|glove|embed|fasttext", re.IGNORECASE)  # of words, not sentences
_WORD = re.compile(r"[^\W\d_]+")


class Language(StrEnum):
    SOURCE = "source"
    TARGET = "target"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Tells the data set's names from others, among all strings of one notebook."""

    rules: DataRules
    strings: frozenset[str]

    def means_data(self, text: str) -> bool:
        """Whether a path or address names the data set, whole or one language of it."""
        name = last_part(text)
        if not name or len(name) > LONGEST_NAME or re.search(r"[\x00-\x1f*?<>|]", name):
            return False
        if name.lower() in (known.lower() for known in self.rules.names):
            return True
        if self.language(text) is not None:
            return True
        if not name.lower().endswith((*ARCHIVES, *TABLES, *TEXTS)):
            return False
        stem = _ENDING.sub("", name).lower()
        if self.speaks_both(stem):
            return True
        tokens, target = set(_WORD.findall(stem)), set(self.rules.target_words)
        return bool(tokens & target) and tokens <= target.union(self.rules.source_words)  # `french.txt`, `fra (1).txt`

    def means_set(self, text: str) -> bool:
        """Whether it is the name of a published data set of the two languages: `someone/english-french`."""
        return bool(re.fullmatch(r"[\w.-]+/[\w.-]+", text)) and self.speaks_both(last_part(text).lower())

    def speaks_both(self, stem: str) -> bool:
        """`eng_-french`, and `englishfrench`, where only long words can be told."""
        tokens = set(_WORD.findall(stem))
        return all(
            bool(tokens & set(words)) or any(len(word) > 4 and word in stem for word in words)
            for words in (self.rules.source_words, self.rules.target_words)
        )

    def language(self, text: str) -> Language | None:
        """For one of two files that differ in the language's word alone, such as `small_vocab_en`, `small_vocab_fr`."""
        name = last_part(text)
        source, target = self.rules.source_words, self.rules.target_words
        ending = PurePosixPath(name).suffix.lower()
        if ending not in ("", *TEXTS, *TABLES) and ending[1:] not in (*source, *target):
            return None
        if ("/" not in text and not ending) or _VECTORS.search(name):
            return None
        for language, own, others in ((Language.SOURCE, source, target), (Language.TARGET, target, source)):
            for match in _WORD.finditer(text):
                if match[0].lower() not in own or match.end() < len(text) - len(name):
                    continue
                twins = (f"{text[: match.start()]}{other}{text[match.end() :]}" for other in others)
                titled = (f"{text[: match.start()]}{other.title()}{text[match.end() :]}" for other in others)
                if any(twin in self.strings for twin in (*twins, *titled)):
                    return language
        return None


def last_part(text: str) -> str:
    """The file's name in a path of any system, or in an address."""
    return re.split(r"[/\\]", re.split(r"[?#]", text)[0] if "://" in text else text)[-1].strip()
