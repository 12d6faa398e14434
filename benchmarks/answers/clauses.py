"""Turning a clause into its opposite, and finding the clauses and sentences of a text.

By word lists, without a tagger: what cannot be turned surely is left as it is, and the caller makes no variant of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

Span = tuple[int, int]

NEAR_VERB = 12
"""Characters behind a verb where a denial is still the verb's: "has no gates", "learns almost nothing"."""

_AUXILIARIES_LIST = "is are was were can could will would should must may might"
_AUXILIARIES = frozenset(_AUXILIARIES_LIST.split())
_OWNING = frozenset({"has", "have", "had"})
_VERBS_LIST = (
    "access accumulate add allow appear arise assign attend avoid become begin bring build calculate capture "
    "carry cause change choose combine come compare compress compute condense consider consist consume contain "
    "continue control convert create decide decode decrease depend describe digest disappear drop emit enable "
    "encode end exist expand explode fade fail fall feed find fit fix flow focus follow forget generate get give "
    "go grow handle happen help hold ignore improve include increase introduce invent involve jump keep know lead "
    "learn let look lose make map matter mean miss mitigate mix multiply need occur omit open overcome overwrite "
    "pass perform pick predict preserve prevent process produce protect provide read receive reduce regulate rely "
    "remain remember remove repeat represent require retain return reuse rise run see select send show shrink "
    "solve squeeze start stay stop store struggle suffer summarise summarize survive take tell tend train "
    "transform translate travel treat try turn understand unroll update use vanish want weaken work write"
)
_VERBS = frozenset(_VERBS_LIST.split())
_PAST = {
    **{"became": "become", "began": "begin", "fell": "fall", "forgot": "forget", "gave": "give", "got": "get"},
    **{"kept": "keep", "lost": "lose", "made": "make", "rose": "rise", "saw": "see", "took": "take", "went": "go"},
}
_THIRD_PERSON = "|".join(f"{verb}(?:s|es)" if verb[-1] != "y" else f"{verb}s|{verb[:-1]}ies" for verb in sorted(_VERBS))
_SENTENCE = re.compile(r"(?<=[.!?])[\"')\]]?\s+(?=\S)|\n+\s*")
_CLAUSE = re.compile(
    r";\s+|:\s+(?=(?:it|they|this|the|an?|its|what|whatever|there|each|every|all|in)\b)"
    r"|,\s+(?=(?:and|but|so|or|which|who|while|whereas|because|however|although|though|it|they|this|the)\b)"
    r"|\s+(?=(?:but|while|whereas|because|since|which|so that|although|though)\b)"
    # "reads the sentence and keeps ...": to deny the first is not to deny the second.
    rf"|\s+(?=and (?:(?:then|also|so) )?(?:cannot|{'|'.join(sorted(_AUXILIARIES | _OWNING))}|{_THIRD_PERSON})\b)"
)
_SUBORDINATE = re.compile(r"^(?:because|since|when|whenever|if|while|whereas|although|though|as)\b", re.IGNORECASE)
_CONDITION = re.compile(r"^(?:when|whenever|if|even|each time|as)\b", re.IGNORECASE)
_OPENING = re.compile(
    r"^\W*(?:\w[\w ]{1,20}: )?(?:(?:so that|so|and|or|but|because|since|while|whereas|although|though|then) )*",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(r"\bnot (?:only|just|merely)\b", re.IGNORECASE)
# What denies, and what is left when it does not; tried in this order.
_UNDENIED: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(expression, re.IGNORECASE), instead)
    for expression, instead in (
        (r"\bcan(?:not|['’]?t| not)\b", "can"),
        (r"\bwon['’]?t\b", "will"),
        (r"\b(is|are|was|were|do|does|did|has|have|had|could|would|should)(?:n['’]t| not| never)\b", r"\1"),
        (r"\b(will|must|may|might) (?:not|never)\b", r"\1"),
        (r"\b(?:in|un)able to\b|\bnot able to\b", "able to"),
        (r"\binability to\b", "ability to"),
        (r"\bno longer\b", "still"),
        (r"\bfails? to\b", "manages to"),
        (r"\bfailing to\b", "managing to"),
        (r"\bnever\b", "always"),
        (r"\bneither\b", "both"),
        (r"\bnor\b", "and"),
        (r"\b(?:hardly|rarely|seldom)\b", "surely"),
        (r"\bwithout\b", "with"),
        (r"\blacks\b", "has"),
        (r"\black\b", "have"),
        (r"\bnot\b ?", ""),
        (r"\b(?:no|none)\b", "some"),
    )
)
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
# Behind these a word is no finite verb: "to read", "the need", "can help".
_BEFORE_NO_VERB_LIST = (
    "to the a an its their this of for in by on with from can could will would should must may might do does did not "
    "no more less each every any all"
)
_BEFORE_NO_VERB = frozenset(_BEFORE_NO_VERB_LIST.split())
_PARTICIPLE = re.compile(r"\s+(?:been|to|\w+ed|\w+en)\b")
_NO_FORGETTING = re.compile(r"\s+gates?\b|[,/-]", re.IGNORECASE)


def sentences(text: str) -> list[Span]:
    """Where the sentences and lines of a text stand in it."""
    return _pieces(text, _SENTENCE.finditer(text))


def clauses(sentence: str) -> list[Span]:
    """Where the clauses of a sentence stand in it."""
    return _pieces(sentence, _CLAUSE.finditer(sentence))


def _pieces(text: str, ends: Iterable[re.Match[str]]) -> list[Span]:
    found, start = [], 0
    for end in ends:
        if text[start : end.start()].strip():
            found.append((start, end.start()))
        start = end.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return found


def negated(clause: str) -> str | None:
    """The clause with the denial at its verb taken away, or with one put there; None where neither can be done."""
    verb = _finite_verb(clause)
    for denial, instead in () if _NOT_ONLY.search(clause) else _UNDENIED:
        found = denial.search(clause)
        if found and (verb is None or found.start() <= verb[1] + NEAR_VERB):
            return " ".join(denial.sub(instead, clause, count=1).split())
    return None if verb is None else _denied(clause, verb)


def disclaimed(clause: str) -> str | None:
    """The clause as something that is said to be false; None where it has no subject before its verb."""
    opening = _OPENING.match(clause)
    start = opening.end() if opening else 0
    first, told = _finite_verb(clause), clause[start:]
    if first is None or first[0] <= start or re.match(r"(?:which|who)\b", told):
        return None
    word = told.split()[0]
    is_name = sum(letter.isupper() for letter in word) > 1
    it = "It" if word[0].isupper() and not clause[:start].strip() else "it"
    return f"{clause[:start]}{it} is not true that {word if is_name else word.lower()}{told[len(word) :]}"


def is_subordinate(clause: str) -> bool:
    """Whether a clause gives a reason or a condition rather than the claim itself."""
    return bool(_SUBORDINATE.match(clause.strip()))


def _denied(clause: str, verb: Span) -> str | None:
    start, end = verb
    word, before, after = clause[start:end], clause[:start], clause[end:]
    known = word.lower()
    if known == "cannot" or known.endswith(("n't", "n’t")):
        return None
    if known in _AUXILIARIES or (known in _OWNING and _PARTICIPLE.match(after)):
        return f"{before}{word} not{after}"
    does = {"has": "does not have", "have": "do not have", "had": "did not have"}.get(known)
    if does is None:
        base = _base(known)
        does = f"{'did' if known in _PAST else 'do' if base == known else 'does'} not {base}"
    return f"{before}{does[0].upper() + does[1:] if word[0].isupper() else does}{after}"


def _finite_verb(clause: str) -> Span | None:
    """The first word that is a finite verb as far as the lists tell; behind a condition the second, the claim's."""
    found: list[Span] = []
    last = ""
    for match in _WORD.finditer(clause):
        word = match.group().lower().replace("’", "'")
        is_gate = word == "forget" and _NO_FORGETTING.match(clause, match.end())
        is_verb = _base(word) in _VERBS and last not in _BEFORE_NO_VERB and not is_gate
        if is_verb or word in _AUXILIARIES or word in _OWNING or word == "cannot" or word.endswith("n't"):
            found.append(match.span())
        last = word
    return found[min(len(found) - 1, 1 if _CONDITION.match(clause) else 0)] if found else None


def _base(word: str) -> str:
    """The verb without the ending of its third person, or of one that is told of the past."""
    if word in _PAST:
        return _PAST[word]
    for base in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y"):
        if base in _VERBS:
            return base
    return ""
