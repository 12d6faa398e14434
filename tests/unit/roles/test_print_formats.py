"""Translations in every way that notebooks print them (the eight families of real submissions), with their sources."""

from __future__ import annotations

import pytest

from grader.model.judging import Prevented
from grader.model.traces import Vocabulary
from grader.roles import decoding, translations
from tests.unit.roles import built

PAIRS = (("the cat sleeps", "le chat dort"), ("i drink tea", "je bois du thé"), ("she runs", "elle court"))


def each(template: str, between: str = "\n") -> str:
    return between.join(template.format(s=source, t=target, n=n) for n, (source, target) in enumerate(PAIRS, 1))


FORMS = {
    # 1. The form of Keras's own example, and 2. its spellings.
    "Keras's example": each("-\nInput sentence: {s}\nDecoded sentence: {t}\n"),
    "with newline and tab left in": each("Input sentence: {s}\nDecoded sentence: \t{t}\n\n"),
    "original and decoded": each("Original Sentence : {s} | Decoded sentence : {t}"),
    # 3. Input with Predicted, Response, translation.
    "input and predicted": each("Input: {s}\nPredicted: {t}\n"),
    "with the true translation between": each("Review: {s}\nActual: quelque chose d'autre\nPredicted: {t}\n"),
    "response": each("{n}) Input: {s}\n   Response: {t}"),
    "as quotations": each("'{s}' is translated to '{t}'"),
    # 4. Names of the languages, in any language, on one line or on two.
    "English and French": each("English: {s}\nFrench: {t}\n"),
    "EN and PRED FR": each("EN: {s}\nFR: autre chose\nPRED FR: {t}\n{{}}".replace("{{}}", "-" * 20)),
    "in French": each("Phrase en anglais : {s}\nPhrase en français : {t}\n"),
    "in Hindi": each("अंग्रेज़ी: {s}\nफ़्रेंच: {t}\n"),
    "with the value on the next line": each("English sentence:\n{s}\nFrench translation:\n{t}\n"),
    "upper case and punctuation": each("ENGLISH : {s} .\nFRENCH : {t} .\n").upper(),
    # 5. One line, and lists of tokens.
    "an arrow": each("{s} → {t}"),
    "an arrow of two signs": each("{n}. {s} ==> {t}"),
    "src and predicted": each("src=[{s}], target=[autre], predicted=[{t}]"),
    "lists of tokens": "\n".join(f"src={s.split()}, predicted={t.split()}" for s, t in PAIRS),
    # 7. What a cell echoes.
    "a list of tuples": repr(list(PAIRS)),
    "a list of tuples over lines": "[" + ",\n ".join(map(repr, PAIRS)) + "]",
    "a dictionary": repr(dict(PAIRS)),
    "a frame as text": "          english          french\n" + each("{n}  {s}  {t}"),
    # 8. Tables in text.
    "a table of bars": "| source | translation |\n|---|---|\n" + each("| {s} | {t} |"),
    "a table of rules": "+----+\n" + each("| {s:<20} | {t:<20} |\n+----+"),
    "tabs": each("{s}\t{t}"),
    # Markers that were left in.
    "start and end in angles": each("<start> {s} <end> : <start> {t} <end>"),
    "start and end in brackets": each("Input: {s}\nOutput: [start] {t} [end]\n"),
    "end in capitals": each("Input: {s}\nOutput: START_ {t} _END\n"),
    "startseq and endseq": each("{s} = startseq {t} endseq"),
    "sos and eos": each("{s}: <sos> {t} <eos>"),
}

HTML = {
    "a frame": "<table><tr><th>s</th><th>t</th></tr>" + each("<tr><th>{n}</th><td>{s}</td><td>{t}</td></tr>", "")
    + "</table>",
    "a frame over lines": "<table>\n" + each("<tr>\n  <td>{s}</td>\n  <td>{t}</td>\n</tr>") + "\n</table>",
    "with entities": each("<p>{s} &#8594; {t}</p>").replace("é", "&eacute;"),
}  # fmt: skip


def found(shown: str = "", html: str = "") -> list[tuple[str, str]]:
    seen = translations.find(built.evidence(shown=shown, html=html), lambda ref: None)
    return [(each.source, each.output) for each in seen.shown]


@pytest.mark.parametrize("form", FORMS)
def test_each_translation_is_found_beside_its_source(form: str) -> None:
    assert found(FORMS[form]) == list(PAIRS)


@pytest.mark.parametrize("form", HTML)
def test_so_it_is_in_html(form: str) -> None:
    assert found(html=HTML[form]) == list(PAIRS)


def test_without_its_source_it_is_a_translation_all_the_same() -> None:
    """6. The translation alone."""
    assert found(each("{t}")) == [("", target) for _, target in PAIRS]


def test_sources_far_away_are_not_beside_it() -> None:
    heap = "\n".join(source for source, _ in PAIRS) + "\n" + "a line of something else\n" * 9 + each("{t}")
    assert found(heap) == [("", target) for _, target in PAIRS]


def test_sources_that_were_swapped_are_not_its_own() -> None:
    """A list of translations under another order of sources: what was encoded tells which is whose."""
    sources = ["she runs", "the cat sleeps", "i drink tea"]
    far = "\n\n".join(f"{s}\n" + "x y z\n" * 6 for s in sources)
    assert all(source == "" for source, _ in found(each("{t}") + "\nx y z" * 6 + "\n" + far))


def test_a_true_translation_that_was_printed_is_none_of_the_models() -> None:
    shown = "Input: the cat sleeps\nActual: le chien dort\n"
    with pytest.raises(Prevented, match="none of what it put out"):
        found(shown)


def test_a_text_that_a_frame_cut_off_is_recognised() -> None:
    long = (tuple(range(23, 31)), (3, 4, 5, 6, 7, 8, 9, 10, 11))
    shown = "0  the cat sleeps i drink tea she runs  le chat dort je bois du...\n"
    seen = translations.find(built.evidence(shown=shown, sentences=(long,)), lambda ref: None)
    assert seen.shown[0].output == "le chat dort je bois du thé elle court"


@pytest.mark.parametrize(
    ("line", "counts"),
    [("tea -> va", True), ("tea -> Va !", True), ("il va bien", True), ("valid: 0.3", False), ("evaluation", False)],
)
def test_a_short_one_must_stand_as_a_word(line: str, counts: bool) -> None:
    vocabulary = Vocabulary(name="short", tokens=("va", "tea", "end"), ids=(3, 28, 2))
    short = (((28, 0, 0), (3,)),)
    seen = built.evidence(shown=line, sentences=short, vocabularies=(vocabulary,))
    assert bool(translations.read(seen, decoding.find(seen).decodings).shown) is counts


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("3. decoded sentence: va", True),
        ("tea is in french: va", True),
        ("tea -> where does he say that he va", False),
        ("where does he say he va", False),
    ],
)
def test_a_single_word_among_others_is_no_translation(line: str, counts: bool) -> None:
    """An untrained model puts out some word of a sentence that was printed, by chance, even of its own translation."""
    vocabulary = Vocabulary(name="short", tokens=("va", "tea", "end"), ids=(3, 28, 2))
    seen = built.evidence(shown=line, sentences=(((28, 0, 0), (3,)),), vocabularies=(vocabulary,))
    assert bool(translations.read(seen, decoding.find(seen).decodings).shown) is counts


def test_token_ids_that_were_printed_as_numbers() -> None:
    """Where tokens are numbers and the notebook has no vocabulary."""
    shown = "\n".join(f"src={list(source)}, predicted={list(target)}" for source, target in built.SENTENCES[:2])
    seen = built.evidence(shown=shown, sentences=built.SENTENCES[:2], vocabularies=())
    shown_pairs = [(each.source, each.output) for each in translations.find(seen, lambda ref: None).shown]
    assert shown_pairs == [("23 24 25", "3 4 5"), ("26 27 28", "6 7 8 9")]


def test_characters_as_tokens_in_a_list() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz "
    known = Vocabulary(name="letters", tokens=tuple(letters), ids=tuple(range(3, 30)))
    word, source = "bonjour tout", "hello all"
    pair = (tuple(3 + letters.index(c) for c in source), tuple(3 + letters.index(c) for c in word))
    seen = built.evidence(shown=f"{source} -> {list(word)}", sentences=(pair,), vocabularies=(known,))
    assert [(each.source, each.output) for each in translations.find(seen, lambda ref: None).shown] == [(source, word)]
