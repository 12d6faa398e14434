"""The toy corpus is what its documentation says, and its French agrees."""

import re
import subprocess
import sys

import pytest

from reference.seq2seq.data import tokenise
from reference.seq2seq.grammar import PRONOUNS, Form, Phrase, clause, join_french
from reference.seq2seq.lexicon import ADJECTIVES, NOUNS, VERBS
from reference.seq2seq.toy import TOY_FILE, toy_text

Pairs = list[tuple[str, str]]
VOWEL = "[aeiouhâàéèêîôûœ]"


def words(sentences: list[str]) -> set[str]:
    return {token for sentence in sentences for token in tokenise(sentence) if token[0].isalpha()}


def test_counts(pairs: Pairs) -> None:
    assert len(pairs) >= 2000
    assert len({english.lower() for english, _ in pairs}) == len(pairs)
    assert all(2 <= len(english.split()) <= 8 for english, _ in pairs)
    assert 150 <= len(words([english for english, _ in pairs])) <= 225
    assert 150 <= len(words([french for _, french in pairs])) <= 225


def test_form(pairs: Pairs) -> None:
    for english, french in pairs:
        assert re.fullmatch(r"[A-Z][A-Za-z ]*[.?]", english), english
        assert re.fullmatch(r"[A-ZÀ-Ü][\w' -]*(\.| \?)", french), french
        assert english[-1] == french[-1]
        assert "  " not in english + french


def test_file_is_up_to_date() -> None:
    assert TOY_FILE.read_text(encoding="utf-8") == toy_text()
    command = [sys.executable, "-m", "reference.seq2seq.toy", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=TOY_FILE.parents[2])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "up to date" in done.stdout


def test_first_lines_are_a_fair_sample(pairs: Pairs) -> None:
    whole = words([french for _, french in pairs])
    assert len(words([french for _, french in pairs[:1000]])) > 0.95 * len(whole)


def test_elision_and_contraction_leave_nothing_undone(pairs: Pairs) -> None:
    undone = re.compile(rf"\b(le|la|je|ne|de|que|ce|ma|vieux|nouveau) {VOWEL}|\b(à|de) le\b|\bles? {VOWEL}\w+'")
    elided = re.compile(rf"\b(l|j|n|d|qu)'(?!{VOWEL})|\b(cet|vieil|nouvel) (?!{VOWEL})")
    for _, french in pairs:
        assert not undone.search(french.lower()), french
        assert not elided.search(french.lower()), french


def test_articles_and_adjectives_agree_with_their_nouns(pairs: Pairs) -> None:
    gender = {noun.french: noun.gender for noun in NOUNS}
    masculine = {"un", "le", "ce", "cet", "vieil", "nouvel"} | {a.masculine for a in ADJECTIVES}
    feminine = {"une", "la", "cette", "ma"} | {a.feminine for a in ADJECTIVES}
    checked = 0
    for _, french in pairs:
        tokens = tokenise(french)
        for index, token in enumerate(tokens):
            if token not in gender:
                continue
            wrong = (masculine - feminine) if gender[token] == "f" else (feminine - masculine)
            # An attributive adjective stands directly before or after the noun, an article at most two before.
            for near in tokens[max(0, index - 2) : index + 2]:
                if near in masculine | feminine and not (near in gender and near != token):
                    between = tokens[max(0, index - 2) : index]
                    if near in tokens[index + 1 : index + 2] or near == tokens[index - 1] or between[-1:] != [token]:
                        assert near not in wrong, f"{near} {token}: {french}"
                        checked += 1
    assert checked > 3000


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("be", "je suis, tu es, il est, elle est, nous sommes, ils sont"),
        ("have", "j'ai, tu as, il a, elle a, nous avons, ils ont"),
        ("go", "je vais, tu vas, il va, elle va, nous allons, ils vont"),
        ("eat", "je mange, tu manges, il mange, elle mange, nous mangeons, ils mangent"),
        ("buy", "j'achète, tu achètes, il achète, elle achète, nous achetons, ils achètent"),
        ("see", "je vois, tu vois, il voit, elle voit, nous voyons, ils voient"),
        ("read", "je lis, tu lis, il lit, elle lit, nous lisons, ils lisent"),
        ("want", "je veux, tu veux, il veut, elle veut, nous voulons, ils veulent"),
        ("must", "je dois, tu dois, il doit, elle doit, nous devons, ils doivent"),
        ("open", "j'ouvre, tu ouvres, il ouvre, elle ouvre, nous ouvrons, ils ouvrent"),
        ("sleep", "je dors, tu dors, il dort, elle dort, nous dormons, ils dorment"),
        ("run", "je cours, tu cours, il court, elle court, nous courons, ils courent"),
        ("live", "j'habite, tu habites, il habite, elle habite, nous habitons, ils habitent"),
    ],
)
def test_conjugation(verb: str, forms: str) -> None:
    nothing = Phrase("", "", "")
    made = [clause(subject, VERBS[verb], nothing, Form.STATEMENT).french for subject in PRONOUNS]
    assert ", ".join(sentence.rstrip(".").lower() for sentence in made) == forms


@pytest.mark.parametrize(
    ("plain", "joined"),
    [
        ("la école", "l'école"),
        ("à le hôpital", "à l'hôpital"),
        ("à le parc", "au parc"),
        ("près de le parc", "près du parc"),
        ("je ne ai pas de œuf", "je n'ai pas d'œuf"),
        ("est-ce que il aime ma amie", "est-ce qu'il aime mon amie"),
        ("ce vieux homme", "ce vieil homme"),
        ("ce arbre", "cet arbre"),
        ("le nouveau ami", "le nouvel ami"),
    ],
)
def test_join_french(plain: str, joined: str) -> None:
    assert join_french(plain) == joined


def test_what_the_corpus_says(pairs: Pairs) -> None:
    corpus = dict(pairs)
    known = {
        "He is hungry.": "Il a faim.",
        "She opens the door.": "Elle ouvre la porte.",
        "The bird is unhappy.": "L'oiseau est triste.",
        "You do not live near the park.": "Tu n'habites pas près du parc.",
        "We do not draw a tree.": "Nous ne dessinons pas d'arbre.",
        "These children are not afraid.": "Ces enfants n'ont pas peur.",
        "I must not go to school.": "Je ne dois pas aller à l'école.",
        "Do you have a big book?": "Est-ce que tu as un grand livre ?",
        "The men work every day.": "Les hommes travaillent tous les jours.",
    }
    assert {english: corpus.get(english) for english in known} == known
