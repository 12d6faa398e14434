"""The benchmark of written answers: its figures on values made by hand, its variants, its sets, and a tiny run."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from benchmarks.answers import clauses, cli, earning, edits, routing, sets, variants, wordorder
from benchmarks.answers.judging import Judge
from benchmarks.answers.measures import agreement, credits_of, pearson
from benchmarks.answers.rendering import share
from grader import assignment as assignments
from grader.roles import textorder

FILES = Path(__file__).parent / "files"
GOOD = "A plain RNN forgets the first words of a long sentence. The LSTM has three gates which decide what is kept."


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(assignments.load("seq2seq"))


# ------------------------------------------------------------------------------------------------------- figures


def test_agreement_of_marks() -> None:
    found = agreement([0, 0.5, 1, 1], [0, 0.25, 0.5, 1])
    assert (found.count, found.error, found.near) == (4, 0.1875, 0.75)
    assert found.pearson == pytest.approx(0.8664, abs=1e-4)
    assert found.kappa == pytest.approx(1 - (5 / 4) / (88 / 16))  # squared steps apart, over those of all pairs
    assert agreement([0, 1], [0, 1]).kappa == 1


def test_what_does_not_vary_has_no_correlation() -> None:
    found = agreement([1, 1], [0, 1])
    assert math.isnan(found.pearson)
    assert math.isnan(found.kappa)
    assert (found.error, found.near) == (0.5, 0.5)
    assert math.isnan(agreement([], []).near)
    assert math.isnan(pearson([1], [1]))
    assert share(0, 0) == "–"
    assert share(1, 3) == "33 % (1)"


def test_concepts_found_missed_and_invented(judge: Judge) -> None:
    answer = sets.Marked(id="a", item="1.1", kind="full", mark=1, text=GOOD, says=("rnn_struggles",))
    untold = sets.Marked(id="b", item="1.1", kind="full", mark=1, text=GOOD)
    found = credits_of([(answer, judge("1.1", GOOD)), (untold, judge("1.1", GOOD))])
    assert (found.right, found.missed, found.invented) == (1, 0, 1)
    assert (found.precision, found.recall) == (0.5, 1)


# ------------------------------------------------------------------------------------------------------- judging


def test_an_answer_is_marked_by_the_checks(judge: Judge) -> None:
    assert judge("1.1", GOOD).mark == 1
    assert judge("1.1", GOOD).quotes["lstm_adds"].startswith("The LSTM has three gates")
    half = judge("1.1", "A plain RNN forgets the first words. The LSTM does not have gates.")
    assert (half.mark, half.flags) == (0.5, ("denied",))
    assert judge("2.1", "input -> encoder -> context vector -> decoder -> output").mark == 1
    assert judge("2.2", "input sequence -> encoder -> decoder -> output sequence").mark == pytest.approx(1 / 3)


def test_an_observation_is_held_against_its_run(judge: Judge) -> None:
    text = "Training and validation loss stay close, so there was no overfitting in my model."
    assert [judge("7.3", text, curve).mark for curve in ("both fall", "any", "validation rises")] == [1, 1, 0.5]


def test_a_guard_that_cost_nothing_flags_nothing(judge: Judge) -> None:
    judged = judge("8.3", "Add attention so that it looks back. Use beam search. A larger vocabulary would not help.")
    assert (judged.mark, judged.flags) == (1, ())


# ------------------------------------------------------------------------------------------------------ variants


@pytest.mark.parametrize(
    ("clause", "opposite"),
    [
        ("The LSTM has three gates.", "The LSTM does not have three gates."),
        ("It is updated additively", "It is not updated additively"),
        ("The encoder reads the input", "The encoder does not read the input"),
        ("They carry information", "They do not carry information"),
        ("it forgot the first words", "it did not forget the first words"),
        ("An RNN cannot remember them.", "An RNN can remember them."),
        ("it doesn't keep them", "it does keep them"),
        ("There are no gates", "There are some gates"),
        ("Add an attention layer", "Do not add an attention layer"),
        ("when we train it the gradient goes to zero", "when we train it the gradient does not go to zero"),
        ("forget gate, input gate", None),
        ("for translation", None),
    ],
)
def test_a_clause_is_negated(clause: str, opposite: str | None) -> None:
    assert clauses.negated(clause) == opposite


def test_a_clause_is_disclaimed() -> None:
    assert clauses.disclaimed("The LSTM has gates.") == "It is not true that the LSTM has gates."
    assert clauses.disclaimed("so LSTMs keep it") == "so it is not true that LSTMs keep it"
    assert clauses.disclaimed("which keep it") is None
    assert clauses.disclaimed("Add attention") is None


def test_sentences_and_clauses_are_found_in_place() -> None:
    text = "It reads all and keeps a state, which is small. Then\n- it stops"
    assert [text[start:end] for start, end in clauses.sentences(text)] == [
        "It reads all and keeps a state, which is small.",
        "Then",
        "- it stops",
    ]
    sentence = text[: text.index(".") + 1]
    assert [sentence[start:end] for start, end in clauses.clauses(sentence)] == [
        "It reads all",
        "and keeps a state",
        "which is small.",
    ]


@pytest.mark.parametrize(
    ("item", "text", "swapped"),
    [
        ("1.1", "Simple RNNs forget; an LSTM has gates.", "LSTMs forget; an RNN has gates."),
        ("1.1", "RNN and LSTM are networks.", None),
        ("1.3", "The encoder-decoder maps input to output.", "The encoder-decoder maps output to input."),
        ("1.4", "The encoder reads, decoding follows.", "The decoder reads, encoding follows."),
        ("7.3", "Training loss falls, validation loss rises.", "Validation loss falls, training loss rises."),
        ("8.3", "Use an LSTM.", None),
    ],
)
def test_roles_are_exchanged(item: str, text: str, swapped: str | None) -> None:
    assert edits.swapped(item, text) == swapped


def test_words_are_stripped_shuffled_and_mistyped() -> None:
    assert edits.stuffed("The LSTM has three gates, which keep it.") == "lstm three gates keep."
    assert edits.stuffed("The LSTM has gates.", between=", ") == "lstm, gates."
    shuffled = edits.shuffled(GOOD, "seed")
    assert shuffled == edits.shuffled(GOOD, "seed")
    assert sorted(shuffled[:-1].split()) == sorted(GOOD.replace(".", "").split())
    typed = edits.mistyped(GOOD, "seed")
    assert typed == edits.mistyped(GOOD, "seed")
    assert sum(one != other for one, other in zip(typed.split(), GOOD.split(), strict=True)) == 1
    assert edits.mistyped("so it is", "seed") == "so it is"


def test_what_earned_the_credit_is_turned_and_nothing_else(judge: Judge) -> None:
    text = "It is old. The LSTM has three gates, so it is widely used. It keeps a cell state."
    for concepts in (["lstm_adds"],):
        new = earning.turned(judge, "1.1", text, concepts, clauses.negated, whole=False)
        assert new == (
            "It is old. The LSTM does not have three gates, so it is widely used. It does not keep a cell state."
        )
    assert earning.turned(judge, "1.1", text, ["rnn_struggles"], clauses.negated, whole=False) is None
    assert earning.turned(judge, "1.1", GOOD, ["lstm_adds"], lambda _: None, whole=False) is None


def test_whether_variants_pass(judge: Judge) -> None:
    good = sets.Marked(id="a", item="1.1", kind="full", mark=1, text=GOOD)
    other = sets.Marked(id="b", item="8.3", kind="full", mark=1, text="Add attention. Use beam search.")
    bad = sets.Marked(id="c", item="1.1", kind="copy", mark=0, text="RNN and LSTM.")
    rows = variants.rows(judge, [(each, judge(each.item, each.text)) for each in (good, other, bad)])
    by_kind = {row.kind: row for row in rows}
    assert [row.kind for row in rows] == list(variants.KINDS)
    negated = [each for each in by_kind[variants.NEGATED].tried if each.of is good]
    assert [(each.judged.mark, each.judged.flags, each.passes) for each in negated] == [(0.5, ("denied",), False)] * 2
    assert by_kind[variants.STUFFED].flags["salad"] == 1
    assert not by_kind[variants.COPIED].passing
    assert not by_kind[variants.OTHER_TASK].passing
    assert by_kind[variants.PADDED].items == {"1.1": 1, "8.3": 1}
    assert {each.of.id for row in rows for each in row.tried} == {"a", "b"}


# ------------------------------------------------------------------------------------------------ routing and sets


def test_honest_answers_are_counted(judge: Judge) -> None:
    denied = "A plain RNN forgets the first words. The LSTM does not have gates."
    texts = [("full", 1.0, GOOD), ("partial", 0.5, denied), ("para", 1.0, "It is better."), ("neg", 0.0, GOOD)]
    answers = [
        sets.Marked(id=f"{number}", item="1.1", kind=kind, mark=mark, text=text)
        for number, (kind, mark, text) in enumerate(texts)
    ]
    found = routing.routing([(answer, judge(answer.item, answer.text)) for answer in answers])
    assert (found.honest, found.worth, found.worthless) == (3, 3, 1)
    assert [answer.id for answer in found.flagged] == ["1"]
    assert [answer.id for answer in found.zeroed] == [answer.id for answer in found.zeroed_silently] == ["2"]
    assert [answer.id for answer in found.credited] == ["3"]
    assert routing.milliseconds(judge, answers[:1]) > 0
    assert routing.milliseconds(judge, []) == 0


def test_marked_answers_are_read(tmp_path: Path) -> None:
    found = sets.load(FILES / "answers")
    assert [(each.id, each.item, each.kind, each.mark, each.second) for each in found] == [
        ("1.1-a", "1.1", "full", 1, 0.75),
        ("1.1-b", "1.1", "copy", 0, 0),
        ("7.3-a", "7.3", "full", 0.25, None),
    ]
    assert sets.load(tmp_path) == sets.load(tmp_path / "nowhere") == []


def test_a_half_is_told_by_the_text_alone() -> None:
    halves = [sets.half(f"An answer, {number}.") for number in range(200)]
    assert halves == [sets.half(f"An answer, {number}.") for number in range(200)]
    assert 80 <= halves.count(sets.Half.DEVELOPMENT) <= 120


def test_failures_are_shown_of_the_development_half_only(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    texts = {half: next(f"Tea {n}." for n in range(99) if sets.half(f"Tea {n}.") is half) for half in sets.Half}
    answers = "".join(f'[[answer]]\nid = "{half}"\nkind = "full"\nmark = 1\ntext = "{texts[half]}"\n' for half in texts)
    (tmp_path / "1.1.toml").write_text(answers)
    assert cli.main(["--marked", str(tmp_path), "--older", str(tmp_path), "--failures", "9"]) == 0
    shown = capsys.readouterr().out
    assert "development (1.1)" in shown
    assert "held out (1.1)" not in shown


def test_the_table_of_neighbours_is_made_from_prose(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        'def f():\n    """' + "the state of the network is kept for the next step of it " * 2 + '"""\n'
    )
    (tmp_path / "b.py").write_text("def (")
    (paragraph, *_) = reversed(list(wordorder.texts([tmp_path])))
    assert paragraph.startswith("the state of the network")
    rows = dict(zip(textorder.KINDS, wordorder.table([paragraph] * 50), strict=True))
    after_of = dict(zip(textorder.KINDS, rows["of"], strict=True))
    assert after_of["the"] > after_of["is"]


def test_the_older_sets_are_read() -> None:
    found = sets.older(cli.TESTS)
    assert set(found) == {"marked.json", "fresh.toml"}
    assert {each.item for each in found["marked.json"]} >= {"1.1", "7.5", "8.3"}
    assert {each.mark for each in found["fresh.toml"]} == {0, 0.5, 1}


# -------------------------------------------------------------------------------------------------------- a run


def test_a_run_over_three_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{cli.BEGIN}\noutdated\n{cli.END}\nafter\n")
    arguments = ["--marked", str(FILES / "answers"), "--older", str(tmp_path), "--failures", "1"]
    assert cli.main([*arguments, "--mohler", str(FILES / "mohler"), "--write", str(page)]) == 0
    shown = capsys.readouterr().out
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "outdated" not in text
    for table in (text, shown):
        halves = [
            len([1 for each in sets.load(FILES / "answers") if sets.half(each.text) is half]) for half in sets.Half
        ]
        assert all(f"| this half | {count} |" in table for count in halves if count)
        assert "| first marking against the second |" in table
        assert "| negated at the verb, where it earned | 2 | 0 % (0) |" in table
        assert "| honest answers sent to a person, by a guard |" in table
        assert "| ten features | 6 | 3 |" in table
        assert "Not measured in this run: SciEntsBank, which was not given." in table
    assert "padded with an answer to another task: 0" in shown
    assert cli.main([*arguments, "--sciabank", str(FILES / "sciabank")]) == 0
    assert "Not measured in this run: Mohler, which was not given." in capsys.readouterr().out


def test_a_run_that_cannot_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--marked", str(tmp_path), "--older", str(tmp_path)]
    assert cli.main([*arguments, "--mohler", str(tmp_path / "nowhere")]) == 2
    assert "can't be read" in capsys.readouterr().err
    page = tmp_path / "page.md"
    page.write_text("no marks")
    assert cli.main([*arguments, "--write", str(page)]) == 2
    assert "needs the marks" in capsys.readouterr().err
