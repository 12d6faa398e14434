"""The stand-ins that compute something: commands, answers to questions, the data set in a hub's form."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from everyday import commands, questions
from everyday.stubs import datasets, supplied
from everyday.table import STUBS

INSIDE = Path(commands.__file__).parent


def test_installing_what_is_there_succeeds_and_what_is_not_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main("pip", ["install", "-q", "pytest>=1"]) == 0
    assert commands.main("pip", ["install", "no-such-package-here"]) == 1
    shown = capsys.readouterr().out
    assert "Requirement already satisfied: pytest>=1" in shown
    assert "no-such-package-here is not installed here" in shown


def test_a_machine_without_gpu_says_what_such_machines_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main("nvidia-smi", []) == 9
    assert "NVIDIA-SMI has failed" in capsys.readouterr().out


def test_every_stub_of_the_table_is_there() -> None:
    assert all((INSIDE / "stubs" / f"{name}.py").is_file() for name in STUBS.values())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(
        questions, "_first_column", lambda: ["Go.", "I am here.", "We see it.", "He is tall.", "I am here."]
    )
    monkeypatch.setattr(questions, "cell", lambda: 0)
    shell = SimpleNamespace(user_ns={"In": ["while True:\n    t = input()\n    if t == 'quit' or t == \"q\": break"]})
    return questions.Answers(shell)


def test_questions_get_sentences_then_the_words_that_end_the_loop_then_nothing(asked: Any) -> None:
    assert [asked.answer("sentence: ") for _ in range(5)] == ["I am here.", "We see it.", "He is tall.", "quit", "q"]
    with pytest.raises(EOFError, match="there are no more answers"):
        asked.answer("sentence: ")


def test_each_cell_begins_anew(asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        asked.answer("")
    monkeypatch.setattr(questions, "cell", lambda: 3)
    assert asked.answer("") == "I am here."


def test_consent_is_given_once_and_numbers_are_numbers(asked: Any) -> None:
    assert [asked.answer("again (y/n)?") for _ in range(3)] == ["y", "n", "n"]
    assert asked.answer("How many epochs? ") == "1"


@pytest.fixture
def pairs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "fra.txt"
    path.write_text("Go.\tVa !\tx\nHi.\tSalut.\tx\nRun!\tCours !\tx\nWow!\tÇa alors !\tx\n", encoding="utf-8")
    index = SimpleNamespace(default=lambda: path, note=lambda *_: None)
    monkeypatch.setattr(datasets, "index", lambda: index)
    monkeypatch.setattr(supplied, "index", lambda: index)


@pytest.mark.usefixtures("pairs")
def test_a_translation_set_has_the_hubs_form() -> None:
    whole = datasets.load_dataset("opus_books", "en-fr")
    assert whole["train"][0] == {"id": "0", "translation": {"en": "Go.", "fr": "Va !"}}
    assert len(datasets.load_dataset("opus_books", "en-fr", split="train[:2]")) == 2
    parts = whole["train"].train_test_split(test_size=0.25, seed=1)
    assert (len(parts["train"]), len(parts["test"])) == (3, 1)
    made = whole.map(lambda row: {"n": len(row["translation"]["en"])}, remove_columns=["id"])
    assert made["train"]["n"] == [3, 3, 4, 4]
    assert made["train"].column_names == ["translation", "n"]


@pytest.mark.usefixtures("pairs")
def test_a_set_of_other_languages_is_refused() -> None:
    with pytest.raises(ConnectionError, match="Not among this course's files"):
        datasets.load_dataset("opus_books", "de-en")
