"""The grammar of the toy language pair: subjects, objects and clauses in both languages at once.

Clauses are first written as plain words ("je ne ai pas de œuf"); `join_french` then applies what depends
on the next word (elision, *cet*, *mon amie*, *vieil*, *au*, *du*), in one place for the whole grammar.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from reference.seq2seq.lexicon import ADJECTIVES, NOUNS, Adjective, Noun, Verb

_ELIDED = {"le": "l'", "la": "l'", "je": "j'", "ne": "n'", "de": "d'", "que": "qu'"}
_BEFORE_VOWEL = {"ce": "cet", "ma": "mon", "vieux": "vieil", "nouveau": "nouvel"}
_CONTRACTED = {("à", "le"): "au", ("de", "le"): "du"}
# All our words in h- (homme, hôpital, habiter) have a mute h, which elides like a vowel.
_VOWELS = tuple("aâàeéèêiîoôuûœh")


class Form(Enum):
    """The three shapes of a clause."""

    STATEMENT = "statement"
    NEGATIVE = "negative"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject; `person` counts je, tu, il, nous, ils from 0, so that 3 and 4 are plural."""

    english: str
    french: str
    person: int
    feminine: bool = False
    animal: bool = False

    @property
    def kind(self) -> str:
        """Which share of the corpus the subject belongs to: a pronoun's own, or one with its likes."""
        return self.english if self in PRONOUNS else f"{self.person} {self.feminine} {self.animal}"


@dataclass(frozen=True, slots=True)
class Phrase:
    """What follows the verb; `negated` is the French that stands after *ne ... pas*."""

    english: str
    french: str
    negated: str
    kind: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """A sentence pair; the corpus takes about as many from each `group`."""

    english: str
    french: str
    group: tuple[str, ...]


PRONOUNS = (
    Subject("I", "je", 0),
    Subject("you", "tu", 1),
    Subject("he", "il", 2),
    Subject("she", "elle", 2, feminine=True),
    Subject("we", "nous", 3),
    Subject("they", "ils", 4),
)


def join_french(words: str) -> str:
    """Apply elision, the forms before a vowel, and contraction to French words separated by blanks."""
    result: list[str] = []
    for word in reversed(words.split()):
        following = result[-1] if result else ""
        if following.startswith(_VOWELS):
            word = _ELIDED.get(word, _BEFORE_VOWEL.get(word, word))
        if (word, following) in _CONTRACTED:
            word = _CONTRACTED[word, result.pop()]
        result.append(word)
    return " ".join(reversed(result)).replace("' ", "'")


def join_english(words: str) -> str:
    """Turn *a* into *an* before a vowel letter, which in this lexicon is always a vowel sound."""
    tokens = words.split()
    for index, word in enumerate(tokens[:-1]):
        if word == "a" and tokens[index + 1][0] in "aeiou":
            tokens[index] = "an"
    return " ".join(tokens)


def unchanged(pairs: Iterable[tuple[str, str]], kind: str = "") -> tuple[Phrase, ...]:
    """Phrases that negation leaves as they are."""
    return tuple(Phrase(english, french, french, kind) for english, french in pairs)


def _determiners(noun: Noun) -> Iterator[tuple[str, str]]:
    feminine = noun.gender == "f"
    if "kin" not in noun.kinds:
        yield "the", "la" if feminine else "le"
        yield "this", "cette" if feminine else "ce"
    if "my" in noun.kinds:
        yield "my", "ma" if feminine else "mon"


def _noun_with(adjective: Adjective | None, noun: Noun) -> tuple[str, str]:
    """The noun in both languages, with the adjective on its proper side."""
    if adjective is None:
        return noun.english, noun.french
    form = adjective.feminine if noun.gender == "f" else adjective.masculine
    words = (form, noun.french) if adjective.before else (noun.french, form)
    return f"{adjective.english} {noun.english}", " ".join(words)


def described(kinds: frozenset[str]) -> Iterator[tuple[Noun, str, str]]:
    """Every noun of these kinds in English and French, bare and with each fitting adjective."""
    for noun in NOUNS:
        if noun.kinds & kinds:
            for adjective in (None, *(a for a in ADJECTIVES if noun.english in a.nouns)):
                yield noun, *_noun_with(adjective, noun)


def article(noun: Noun) -> str:
    """The French indefinite article."""
    return "une" if noun.gender == "f" else "un"


def subjects() -> Iterator[Subject]:
    """All subjects: the pronouns, then noun phrases, of which only those with *the* carry an adjective."""
    yield from PRONOUNS
    for noun, english, french in described(frozenset({"person", "animal"})):
        bare = english == noun.english
        feminine, animal = noun.gender == "f", "animal" in noun.kinds
        for the, le in _determiners(noun):
            if bare or the == "the":
                yield Subject(f"{the} {english}", f"{le} {french}", 2, feminine, animal)
        if bare and noun.english_plural:
            plural = [("my", "mes")] if "kin" in noun.kinds else [("the", "les"), ("these", "ces")]
            for the, les in plural:
                yield Subject(f"{the} {noun.english_plural}", f"{les} {noun.french_plural}", 4, feminine, animal)


def objects(verb: Verb) -> Iterator[Phrase]:
    """All direct objects of a verb. *Un* and *une* become *de* after *ne ... pas*."""
    for noun, english, french in described(verb.objects):
        # One does not say "I have the brother"; and "I have my cat" means that it is with me.
        if verb.english != "have":
            for the, le in _determiners(noun):
                yield Phrase(f"{the} {english}", f"{le} {french}", f"{le} {french}")
        # "She likes a cat" is rare English, and "I see a brother" needs a "my".
        if verb.english == "have" or (verb.english not in {"like", "love"} and "kin" not in noun.kinds):
            yield Phrase(f"a {english}", f"{article(noun)} {french}", f"de {french}")


def _be(subject: Subject) -> str:
    if subject.person == 0:
        return "am"
    return "is" if subject.person == 2 else "are"


def _english(subject: Subject, verb: Verb, rest: str, form: Form) -> str:
    third = subject.person == 2
    auxiliary = {"be": _be(subject), "must": "must"}.get(verb.english, "does" if third else "do")
    base = "" if verb.english in {"be", "must"} else verb.english
    if form is Form.NEGATIVE:
        return f"{subject.english} {auxiliary} not {base} {rest}"
    if form is Form.QUESTION:
        return f"{auxiliary} {subject.english} {base} {rest}"
    finite = auxiliary if not base else verb.english_third if third else base
    return f"{subject.english} {finite} {rest}"


def clause(subject: Subject, verb: Verb, rest: Phrase, form: Form, french_verb: Verb | None = None) -> Sentence:
    """One sentence in both languages; `french_verb` is given where French uses another verb (is / a faim)."""
    finite = (french_verb or verb).french[subject.person]
    if form is Form.NEGATIVE:
        french = f"{subject.french} ne {finite} pas {rest.negated}"
    elif form is Form.QUESTION:
        french = f"est-ce que {subject.french} {finite} {rest.french}"
    else:
        french = f"{subject.french} {finite} {rest.french}"
    return finish(_english(subject, verb, rest.english, form), french, form, (verb.english, subject.kind, rest.kind))


def finish(english: str, french: str, form: Form, group: tuple[str, ...]) -> Sentence:
    """Join the words, capitalise, and set the final mark: in French a blank stands before "?"."""
    marks = ("?", " ?") if form is Form.QUESTION else (".", ".")
    english, french = join_english(english), join_french(french)
    return Sentence(english[0].upper() + english[1:] + marks[0], french[0].upper() + french[1:] + marks[1], group)
