"""A toy English-French corpus from a small grammar of our own.

The grammar covers what makes French hard to produce word by word: gender and number agreement of
articles, adjectives and verbs, adjectives that follow their noun, elision (l', j', n', d', qu'), contraction
(au, du), negation around the verb, the article that negation turns into *de*, yes/no questions, and "being
hungry" that is "having hunger". An English sentence has exactly one translation here, so that exact match is
a fair measure.

    python -m reference.seq2seq.toy            write toy.tsv beside this file
    python -m reference.seq2seq.toy --check    exit with 1 unless toy.tsv is up to date
"""

import argparse
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product
from pathlib import Path

from reference.seq2seq.grammar import (
    Form,
    Phrase,
    Sentence,
    article,
    clause,
    described,
    finish,
    objects,
    subjects,
    unchanged,
)
from reference.seq2seq.lexicon import (
    ADVERBS,
    ANIMAL_VERBS,
    GOALS,
    HOMES,
    PLACES,
    SENSATIONS,
    STATES,
    VERBS,
    Verb,
)

TOY_FILE = Path(__file__).with_name("toy.tsv")
LONGEST = 8  # words of an English sentence
_NOTHING = Phrase("", "", "")


def _with_subjects(verb: Verb, rests: Sequence[Phrase], french_verb: Verb | None = None) -> Iterator[Sentence]:
    # The longer lists make far more sentences than are wanted. A prime stride thins them evenly.
    stride = 1 if len(rests) < 20 else 17
    for subject, rest, form in islice(product(subjects(), rests, Form), None, None, stride):
        if not subject.animal or verb.english in ANIMAL_VERBS:
            yield clause(subject, verb, rest, form, french_verb)


def transitive() -> Iterator[Sentence]:
    """The girl sees a white cat."""
    for verb in VERBS.values():
        if verb.objects:
            yield from _with_subjects(verb, tuple(objects(verb)))


def intransitive() -> Iterator[Sentence]:
    """He does not sing well. The children play in the garden. Do you go to school?"""
    for name, adverbs in ADVERBS.items():
        yield from _with_subjects(VERBS[name], (_NOTHING, *unchanged(adverbs), *unchanged(PLACES)))
    yield from _with_subjects(VERBS["go"], unchanged(GOALS))
    yield from _with_subjects(VERBS["live"], unchanged(HOMES))


def states() -> Iterator[Sentence]:
    """The boys are tired. My sister is not hungry. Is he in the garden?"""
    for subject, state, form in product(subjects(), STATES, Form):
        french = state.french[2 * (subject.person >= 3) + subject.feminine]
        yield clause(subject, VERBS["be"], Phrase(state.english, french, french, "state"), form)
    yield from _with_subjects(VERBS["be"], unchanged(SENSATIONS, "sensation"), VERBS["have"])
    yield from _with_subjects(VERBS["be"], unchanged(PLACES, "place"))


def _infinitive_phrases(to: str) -> Iterator[tuple[Phrase, ...]]:
    for verb in VERBS.values():
        if verb.english in ADVERBS:
            tails: Sequence[Phrase] = (_NOTHING,)
        elif verb.english == "go":
            tails = unchanged(GOALS)
        elif verb.english in {"eat", "read", "buy", "draw", "open"}:
            tails = tuple(objects(verb))
        else:
            continue
        head, tete = f"{to} {verb.english}", verb.infinitive
        yield tuple(
            Phrase(f"{head} {t.english}", f"{tete} {t.french}", f"{tete} {t.negated}", verb.english) for t in tails
        )


def infinitives() -> Iterator[Sentence]:
    """I want to read a book. You must not sleep."""
    for name, to in (("want", "to"), ("must", "")):
        for phrases in _infinitive_phrases(to):
            yield from _with_subjects(VERBS[name], phrases)


def existence() -> Iterator[Sentence]:
    """There is a cat in the kitchen."""
    for (noun, english, french), place in product(described(frozenset({"person", "animal"})), PLACES):
        if "kin" not in noun.kinds:
            thing, chose = f"a {english} {place[0]}", f"{article(noun)} {french} {place[1]}"
            yield finish(f"there is {thing}", f"il y a {chose}", Form.STATEMENT, ("there is",))
            yield finish(f"is there {thing}", f"est-ce que il y a {chose}", Form.QUESTION, ("is there",))


# How many sentences the corpus takes from each pattern.
PATTERNS: tuple[tuple[Callable[[], Iterator[Sentence]], int], ...] = (
    (transitive, 1300),
    (intransitive, 800),
    (states, 550),
    (infinitives, 350),
    (existence, 60),
)


def _digest(sentence: Sentence, purpose: str) -> str:
    return hashlib.sha256(f"{purpose}: {sentence.english}".encode()).hexdigest()


def _share(sentences: Iterator[Sentence], count: int) -> list[Sentence]:
    """Take `count` sentences, turn and turn about from each group."""
    turns: Counter[tuple[str, ...]] = Counter()
    ranked: list[tuple[int, str, Sentence]] = []
    short = {s.english: s for s in sentences if len(s.english.split()) <= LONGEST}
    for digest, sentence in sorted((_digest(s, "draw"), s) for s in short.values()):
        turns[sentence.group] += 1
        ranked.append((turns[sentence.group], digest, sentence))
    return [sentence for _, _, sentence in sorted(ranked)[:count]]


def toy_pairs() -> list[tuple[str, str]]:
    """The corpus: distinct English sentences with their translations.

    Sentences are drawn and ordered by the SHA-256 of their English, which needs no random generator, never
    changes between versions of Python, and makes the first N lines a fair sample of the whole.
    """
    chosen: dict[str, Sentence] = {}
    for pattern, count in PATTERNS:
        for sentence in _share(pattern(), count):
            chosen.setdefault(sentence.english, sentence)
    return [(s.english, s.french) for s in sorted(chosen.values(), key=lambda s: _digest(s, "order"))]


def toy_text() -> str:
    """The content of toy.tsv: one pair a line, English, tab, French, as in fra.txt."""
    return "".join(f"{english}\t{french}\n" for english, french in toy_pairs())


def main() -> int:
    """Write toy.tsv, or with --check say whether it is up to date."""
    parser = argparse.ArgumentParser(prog="python -m reference.seq2seq.toy", description="Write the toy corpus.")
    parser.add_argument("--check", action="store_true", help="only say whether toy.tsv is up to date")
    text = toy_text()
    if parser.parse_args().check:
        fresh = TOY_FILE.exists() and TOY_FILE.read_text(encoding="utf-8") == text
        print(f"{TOY_FILE.name} is {'up to date' if fresh else 'out of date: python -m reference.seq2seq.toy'}")
        return 0 if fresh else 1
    TOY_FILE.write_text(text, encoding="utf-8", newline="\n")
    print(f"{TOY_FILE.name}: {text.count(chr(10))} pairs")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
