"""The public sets of answers, read from tiny files of their form; and scores from a reference answer alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.answers import public, reference_mode
from benchmarks.answers.public import PublicAnswer

FILES = Path(__file__).parent / "files"


def test_mohler_is_read_from_its_folder() -> None:
    found = public.mohler(FILES / "mohler")
    assert found == public.mohler(FILES / "mohler" / "data")
    assert [(each.question, each.score, each.scores) for each in found] == [
        ("1.1", 5, (5, 5)),
        ("1.1", 2.5, (2, 3)),
        ("1.2", 4.5, None),
        ("1.2", 1, None),
        ("11.1", 5, (5, 5)),  # its graders gave 10
        ("11.1", 0, (0, 0)),
    ]
    assert [each.text for each in found[1:3]] == ["It stores things.", "first in, first out"]
    assert found[5].text == "A café."
    assert (found[0].asked, found[4].asked) == ("What does a stack do?", "What is a leaf?")
    assert found[0].references == ("It gives back what was put in last.",)


def test_mohler_is_read_from_its_table(tmp_path: Path) -> None:
    found = public.mohler(FILES / "mohler.csv")
    first = found[0]
    assert (first.text, first.score, first.scores) == ("The last thing put in, comes out first.", 4.5, (5, 4))
    assert len({each.question for each in found}) == 2
    (tmp_path / "a.csv").write_text("question,score_avg\n")
    with pytest.raises(ValueError, match="lacks the column desired_answer"):
        public.mohler(tmp_path / "a.csv")
    with pytest.raises(ValueError, match="raw/questions"):
        public.mohler(tmp_path)


def test_sciabank_is_read(tmp_path: Path) -> None:
    found = public.sciabank(FILES / "sciabank")
    told = {(each.question, each.label, each.part) for each in found}
    assert told == {
        ("one", "correct", "training"),
        ("one", "contradictory", "training"),
        ("two", "correct", "training"),
        ("two", "incorrect", "training"),
        ("three", "correct", "unseen questions"),
        ("three", "incorrect", "unseen questions"),
        ("four", "correct", "3way/test-unseen-domains/scientsbank"),
        ("four", "incorrect", "3way/test-unseen-domains/scientsbank"),
    }
    with pytest.raises(ValueError, match="no answers"):
        public.sciabank(tmp_path)
    (tmp_path / "a.xml").write_text("<question>")
    with pytest.raises(ValueError, match="no XML"):
        public.sciabank(tmp_path)


def made(count: int) -> list[PublicAnswer]:
    """Answers of which the longer share of a reference is the better one; each question has its own words."""
    answers = []
    for question in range(count):
        words = [f"word{question}{letter}" for letter in "abcdefghij"]
        for kept in range(11):
            text = " ".join(words[:kept] + [f"other{question}{at}" for at in range(10 - kept)])
            label = "correct" if kept > 6 else "contradictory" if kept < 3 else "incorrect"
            answers.append(
                PublicAnswer(
                    question=f"{question}",
                    asked="What?",
                    references=(" ".join(words),),
                    text=text,
                    score=kept / 2,
                    label=label,
                )
            )
    return answers


def test_features_tell_how_near_an_answer_is() -> None:
    same, part, turned, none = reference_mode.features(
        [
            PublicAnswer(question="a", asked="Why?", references=("", "Ice floats on water."), text=text)
            for text in ("Ice floats on water.", "ice floats", "Ice does not float on water.", "")
        ]
    )
    assert len(same) == len(reference_mode.MONOTONIC) == 10
    assert list(same[:8]) == [1] * 8
    assert (same[8], same[9]) == (0, 0)
    assert 0 < part[0] < 1 == part[1]
    assert turned[9] == 1
    assert list(none[:8]) == [0] * 8


def test_scores_are_learned_from_other_questions() -> None:
    told = reference_mode.told_of_scores(made(6))
    assert "| ten features | 66 | 6 | 0.9" in told
    with pytest.raises(ValueError, match="one question only"):
        reference_mode.predicted_scores(made(1))


def test_labels_are_learned_from_other_questions() -> None:
    right, found = reference_mode.predicted_labels(made(6), [each.label for each in made(6)])
    assert sum(one == other for one, other in zip(right, found, strict=True)) > 0.8 * len(right)
    told = reference_mode.told_of_labels(made(6))
    assert "| two-way | 66 | " in told
    assert "| three-way | 66 | " in told
    assert "| two-way | 2 | " in reference_mode.told_of_labels(public.sciabank(FILES / "sciabank"))
