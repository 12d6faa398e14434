"""What the text roles know of English: words, sentences, denial, and what is no prose.

All of it is total and close to linear: a sentence is cut at `LONGEST`, and no expression here repeats a repetition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

REACH = 10
"""Words that a denial reaches forward, within its clause."""
LONGEST = 600
"""Characters of one sentence; a longer one is read in pieces."""

_FUNCTION_WORDS_LIST = (
    "a about after again all also always an and another any are as at be because become becomes been before being "
    "both but by can cannot could did do does doing down during each either even ever every few for from further get "
    "gets had has have having he her here him his how however i if in into is it its itself just less let lets like "
    "made make makes many may me might more most much must my neither no nor not now of off often on once one only or "
    "other our out over own rather same she should since so some such than that the their them then there therefore "
    "these they this those through thus to too under until up upon us very was we were what when where whereas which "
    "while who whole whose why will with within without would yet you your"
)
_FUNCTION_WORDS = frozenset(_FUNCTION_WORDS_LIST.split())
# Words too common to tell whether a sentence adds anything to the question that it repeats.
_EMPTY_WORDS_LIST = (
    "answer answers called explain explained following happen happens look looks mean means named observation "
    "observations occur occurs question solve solves solved thing things using use used uses way ways work works "
    "write"
)
_EMPTY_WORDS = _FUNCTION_WORDS | frozenset(_EMPTY_WORDS_LIST.split())

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_ABBREVIATION = re.compile(r"(?i:\b(e\.g|i\.e|etc|vs|cf|fig|eq|approx|resp)\.)(?=\s+[^A-Z\s])")
_SENTENCE_END = re.compile(r"(?<=[.!?;])[\"')\]]?\s+|\n+")
_DENIAL = re.compile(
    r"\b(?:not|no|never|neither|nor|none|cannot|without|lacks?|lacking|hardly|rarely|seldom|unable|fails? to"
    r"|misconception|myth|(?:false|wrong|untrue|incorrect|not true) (?:that|to))\b|n['’]t\b"
    r"|\b(?:cant|dont|doesnt|didnt|isnt|arent|wont|wasnt)\b"
)
# "It is not true that ...", "I don't think that ...": all that follows in the sentence is denied, whatever its clauses.
_DISCLAIMER = re.compile(
    r"\b(?:not|isn['’]?t|never) (?:\w+ )?(?:true|correct|right|the case|accurate)\b(?: to say)?"
    r"|\b(?:is|are|was) (?:\w+ )?(?:false|wrong|untrue|incorrect|nonsense)(?: to say)? that\b"
    r"|\b(?:a )?(?:myth|misconception|mistake|lie) that\b"
    r"|\b(?:do not|don['’]?t|never|can['’]?t|cannot) (?:\w+ )?(?:think|believe|agree|see|say|find) (?:that|why|how)\b"
)
_DISCLAIMED_TO = re.compile(r"[;.](?:\s|$)|\b(?:but|rather|instead|on the contrary|in fact|actually|in reality)\b")
_DENIAL_ASKED = re.compile(
    r"(?<![!\w])(?:\\b)?(?:not|no|never|cannot|without|unable|neither|nor|lack\w*|hardly|rarely|fail\w*|can)\b|n\[?['’x]"
)
_NONE_WITHOUT = re.compile(
    r"\b(?:not an?|not one|never|no|hardly any)\b[^.;,]{0,40}\bwithout\b"
    r"|\b(?:do|does|did|is|are)(?: not|n['’]t) (?:\w+ ){0,4}(?:lack|without|fail|unable)\b"
)
_CLAUSE_END = re.compile(
    r"[;:.]|\b(?:but|instead|while|whereas|because|which|so|however|then|thus|hence|although|though|until)\b"
    r"|,\s*(?:and|it|they|this|the|we|he|only|just|thanks|due|owing)\b"
    # A new subject with its verb: "is not equal to the training loss the model is ...".
    r"|\b(?:the|my|our|this) (?:\w+ )?(?=(?:is|are|was|were|has|have)\b)"
)
_DENIED_AFTER = re.compile(
    r"^\w{0,12}[\s\"'”’):]{0,3}(?:(?!which|that|who|and|but|so|it|they)[\w-]+\W){0,3}"
    r"(?:is|are|was|were|do|does|did|can|could|will|would|has|have|had|should)"
    r"(?:n['’]t| not| never| no)\b"
    r"|^\W{0,2}(?:is|are) (?:false|wrong|untrue|incorrect|a myth)\b"
    r"|^\W{0,2}(?:cannot|can['’]t|won['’]t|don['’]t|doesn['’]t|never) "
)
# "attention, more data and beam search would not help": said of all that stands before it.
_USELESS = re.compile(
    r"^(?:(?!\b(?:otherwise|but|which|that|so|because|since|else|without|if|as)\b)[^.;:]){0,80}"
    r"\b(?:would|will|does|do|did|can)(?: not|n['’]t) (?:\w+ )?(?:help|improve|change (?:it|any|much)|matter)\b"
)
_GENERAL = re.compile(
    r"\b(?:if|when|whenever|would|might|could|means?|occurs?|happens|refers to|is defined|a model"
    r"|(?:influenced|affected|determined) by|depends on|an? (?:un)?(?:stable|smooth) \w+ (?:is|has|means|shows))\b"
)
# The writer's own work: first person, this run, numbers, and the past tense.
_OWN = re.compile(
    r"\b(?:my|our|ours|i|we|in (?:this|the present) \w+|this (?:model|run|training|network|plot|curve|experiment)"
    r"|these (?:curves|plots|graphs)|the (?:plots?|curves?|graphs?|figures?) (?:above|shows?|indicates?|suggests?)"
    r"|(?:is|are) still|last epoch|was|were|went|reached|dropped|fell|rose|decreased|increased|showed|started|stayed"
    r"|remained|stopped|kept|began"
    r"|grew|level?led)\b|\d"
)
_EXPLAINING = re.compile(
    r"\b(?:because|since|so|if|when|while|which|where|than|unless|until|due to|as the|cannot|can|may|might|must|makes?"
    r"|leads?|led|needs?|requires?|causes?|takes?|loses?|lost|gets?|becomes?|hard|difficult|suffers?|fails?|depends?|forgets?"
    r"|struggles?|does|do|only|instead|without|not|helps?|lets?|allows?|sees?|seen|learns?|learned)\b|n['’]t\b"
)
_TASK_WORDS = re.compile(
    r"^\W{0,6}(?:please\s+)?(?:explain|describe|discuss|draw|write|compare|define|outline|provide|clearly label"
    r"|comment on|plot|implement|in your own words"
    r"|(?:answer|state|label|summari[sz]e|list|give|include|mention) (?:the|a|an|your|what|why|how|all|at least|any)"
    r"|(?:what|why|how) (?:is|are|does|do|did|can|would|might)\b.{0,80}$)\b"
)

_ANNOUNCEMENT = re.compile(
    r"^\W{0,6}(?:(?:task|part|question|q)?\W{0,3}\d[\d.]{0,4}\W{1,4})?(?:i |we |have |this (?:section|document|file) )*"
    r"(?:described|explained|discussed|label+ed|answered|covered|compared|outlined|summari[sz]ed|describes|explains"
    r"|discusses|answers|covers)\b"
)


_FORMULA = re.compile(r"\$[^$\n]{1,300}\$")
# Words with nothing between them, or each by itself between commas.
_BARE = re.compile(r"^(?:[\w.'’-]+(?: |$)){6,}\W*$|^(?:[\w.'’-]+, ){5,}[\w.'’-]+\W*$")
_ARROW = re.compile(r"[-=]>|[→⇒⟶]")
_WRITTEN = re.compile(r"\S+")
_SYMBOLS = re.compile(r"[\\_^{}=+]")
_LABEL = re.compile(r"(?:^|(?<=[.\n]))\W{0,8}\w{1,20}:\s")


def words(text: str) -> list[str]:
    """The words, in lower case; a word joined by hyphens counts as one."""
    return _WORD.findall(text.lower())


def content_words(text: str) -> set[str]:
    """Stems of the words that carry meaning."""
    return {_stem(word) for word in words(text) if word not in _EMPTY_WORDS}


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def sentences(text: str) -> list[str]:
    """The sentences, each at most `LONGEST` long; a line break ends one too."""
    guarded = _ABBREVIATION.sub(lambda match: match.group().replace(".", "\N{ONE DOT LEADER}"), text)
    found: list[str] = []
    for raw in _SENTENCE_END.split(guarded):
        sentence = " ".join(raw.replace("\N{ONE DOT LEADER}", ".").split())
        while len(sentence) > LONGEST:
            cut = sentence.rfind(" ", LONGEST // 2, LONGEST)
            cut = cut if cut > 0 else LONGEST
            found.append(sentence[:cut])
            sentence = sentence[cut:].lstrip()
        if sentence:
            found.append(sentence)
    return found


def is_denied(text: str, start: int, end: int, *, asked: bool = True) -> bool:
    """Whether what stands between `start` and `end` is denied by the words around it, in its own clause.

    A match that holds the denial in itself ("cannot remember") is meant as it stands, where a denial was `asked` for;
    where it was not, the match has only run across one ("the effect is not small").
    """
    disclaimer = next(reversed(list(_DISCLAIMER.finditer(text, 0, start))), None)
    if disclaimer and not _DISCLAIMED_TO.search(text, disclaimer.end(), start):
        return True
    if _DENIAL.search(text[start:end]):
        return not asked or bool(_NONE_WITHOUT.search(text[max(0, start - 60) : end]))
    clause = _CLAUSE_END.split(text[max(0, start - 120) : start])[-1]
    if "not only" not in clause and "not just" not in clause:
        near = " ".join(clause.split()[-REACH:])
        if _DENIAL.search(near):
            return True
    return bool(_DENIED_AFTER.search(text[end : end + 40]) or _USELESS.search(text[end : end + 100]))


@lru_cache(maxsize=4096)
def asks_denial(expression: str) -> bool:
    """Whether an expression is made to find something denied."""
    return bool(_DENIAL_ASKED.search(expression))


def ends_clause(text: str) -> bool:
    """Whether a clause ends in a text."""
    return bool(_CLAUSE_END.search(text))


def has_denial(text: str) -> bool:
    """Whether a word of denial stands in a text."""
    return bool(_DENIAL.search(text))


def is_general(text: str) -> bool:
    """Whether a sentence defines or supposes something rather than tell of the writer's own work."""
    return bool(_GENERAL.search(text)) and not _OWN.search(text)


def is_question(text: str) -> bool:
    """Whether a sentence asks, sets a task, or only announces that one was done."""
    return text.rstrip().endswith("?") or bool(_TASK_WORDS.match(text.lower())) or is_announcement(text)


def is_announcement(text: str) -> bool:
    """Whether a sentence says that something was said elsewhere: "Task 1: Explained how ..."."""
    return bool(_ANNOUNCEMENT.match(text.lower()))


def prose_share(text: str) -> float:
    """The share of function words, 1 for what is too short to tell."""
    return _prose_share(tuple(words(text)))


@lru_cache(maxsize=4096)
def _prose_share(found: tuple[str, ...]) -> float:
    if len(found) < 8:
        return 1.0
    return sum(word in _FUNCTION_WORDS for word in found) / len(found)


def is_prose(text: str) -> bool:
    """Whether a sentence has what holds words together; a title or a feature's name has not."""
    found = words(text)
    return sum(word in _FUNCTION_WORDS for word in found) >= 0.1 * len(found)


def is_salad(text: str) -> bool:
    """Whether a text is a list of key words rather than prose; terse prose has a share from 0.08 up.

    Formulae are no words, arrows make a drawing; and a label, as in "Why: too few data", is no item of a list.
    """
    if len(_ARROW.findall(text)) > 1:
        return False
    text = _WRITTEN.sub(lambda each: " " if _SYMBOLS.search(each[0]) else each[0], _FORMULA.sub(" ", text))
    text = _LABEL.sub(" ", text)
    told = words(text)
    if len(told) >= 6 and not any(word in _FUNCTION_WORDS for word in told) and _BARE.match(text):
        return True
    found = [word for word in told if not word[0].isdigit()]
    if len(found) < 8:
        return False
    share = sum(word in _FUNCTION_WORDS for word in found) / len(found)
    if share < 0.08:
        return True
    pieces = [piece for piece in re.split(r"[,;:\n]|\.\s", text) if piece.strip()]
    return share < 0.2 and len(pieces) >= 6 and len(found) / len(pieces) <= 3


def adds_nothing(sentence: str, given: frozenset[str], least: int) -> bool:
    """Whether a sentence only repeats `given`, the content words of the question; denying them says something."""
    if has_denial(sentence.lower()):
        return False
    found = content_words(sentence)
    new = len(found - given)
    return not new or (len(found) > 2 and new < least and not _OWN.search(sentence.lower()))


class Given:
    """Text that the students were given. Whoever repeats it, or leaves it standing, has not said it."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._sentences = [frozenset(found) for text in texts for each in sentences(text) if (found := words(each))]

    def repeats(self, sentence: str) -> bool:
        """Whether a sentence is one of these, or nearly, or a part of one."""
        found = frozenset(words(sentence))
        if len(found) < 4:
            return False
        for own in self._sentences:
            common = len(found & own)
            if common >= 0.8 * len(found | own) or (len(found) >= 5 and common == len(found)):
                return True
        return False


def explains(text: str) -> bool:
    """Whether a text says how or why, rather than only name things."""
    return len(words(text)) >= 7 and prose_share(text) >= 0.2 and bool(_EXPLAINING.search(text.lower()))


def shortened(text: str, most: int = 200) -> str:
    """A quotation of at most that length, cut at a word."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text.rfind(" ", most // 2, most)
    return text[: cut if cut > 0 else most] + " …"
