"""What can be done to the words of an answer: exchanged, stripped, shuffled, mistyped. The same for the same seed."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from grader.roles import textlanguage as language

TYPO_EVERY = 10
LEAST_TYPO = 4
"""Letters of a word that is mistyped; a shorter one becomes another word."""
_WORD = re.compile(r"[A-Za-z]{2,}")
_PLAIN = "plain|simple|vanilla|traditional|standard|normal|basic|classic|regular|ordinary"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Two things that an answer must not mix up: how they are named, and what is written for each before its ending."""

    names: tuple[str, str]
    endings: str
    written: tuple[str, str]

    def exchanged(self, text: str) -> str:
        """The text with the two exchanged, but where both are named in one breath: "the encoder and the decoder"."""
        one, other = (f"(?:{name})" for name in self.names)
        either = f"(?:{one}|{other})(?:{self.endings})"
        both = re.compile(
            rf"(?P<both>\b{either}(?:\s?[-–/&]\s?| (?:and|or) (?:the |an? )?){either}\b)"
            rf"|\b(?:(?P<one>{one})|(?P<other>{other}))(?P<ending>{self.endings})\b",
            re.IGNORECASE,
        )
        return both.sub(self._instead, text)

    def _instead(self, match: re.Match[str]) -> str:
        if match["both"]:
            return match["both"]
        word = self.written[1 if match["one"] else 0] + match["ending"].lower()
        if len(match.group()) > 1 and match.group().isupper():
            return word.upper()
        return word[0].upper() + word[1:] if match.group()[0].isupper() else word


_NETWORKS = _Pair(
    names=(
        rf"(?:(?:{_PLAIN}) )?(?:recurrent (?:neural )?net(?:work)?|rnn)",
        r"long short[- ]term memory(?: net(?:work)?| unit| cell)?|lstm",
    ),
    endings="s?",
    written=("RNN", "LSTM"),
)
_PARTS = _Pair(names=("encod", "decod"), endings="ers?|es?|ing|ed", written=("encod", "decod"))
_ENDS = _Pair(names=("input|source", "output|target"), endings="s?", written=("input", "output"))
_MODELS = _Pair(
    names=(rf"(?:the |an? )?(?:{_PLAIN})(?: encoder-decoder| seq2seq)?(?: model)?", "attention"),
    endings="",
    written=("the basic model", "attention"),
)
_SETS = _Pair(names=("training", "validation"), endings="", written=("training", "validation"))
SWAPS: dict[str, tuple[_Pair, ...]] = {
    "1.1": (_NETWORKS,),
    "1.2": (_NETWORKS,),
    "1.3": (_PARTS, _ENDS),
    "1.4": (_PARTS,),
    "1.5": (_MODELS,),
    "2.1": (_PARTS, _ENDS),
    "7.3": (_SETS,),
}
"""By item; the first pair that is named is exchanged, for to exchange both may leave a claim true."""


def swapped(item: str, text: str) -> str | None:
    """The text with what is told apart there exchanged; None where neither is named."""
    changed = (pair.exchanged(text) for pair in SWAPS.get(item, ()))
    return next((new for new in changed if new != text), None)


def stuffed(text: str, between: str = " ") -> str:
    """Its content words alone, in their order."""
    return between.join(word for word in language.words(text) if language.content_words(word)) + "."


def shuffled(text: str, seed: str) -> str:
    """All of its words in another order, as one sentence."""
    found = [word.strip(".,;:!?()|*#`") for word in text.split()]
    found = [word for word in found if word]
    random.Random(seed).shuffle(found)
    return " ".join(found) + "."


def mistyped(text: str, seed: str) -> str:
    """One word in ten with two letters exchanged, one dropped, one doubled or one wrong."""
    chance = random.Random(seed)
    places = [match.span() for match in _WORD.finditer(text) if match.end() - match.start() >= LEAST_TYPO]
    for start, end in sorted(chance.sample(places, max(1, len(places) // TYPO_EVERY)) if places else [], reverse=True):
        text = text[:start] + _typo(text[start:end], chance) + text[end:]
    return text


def _typo(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + chance.choice("aeinrst") + word[at + 1 :],
        )
    )
