"""The benchmark on tiny data: every system trains and translates, finished runs are skipped, the page is written."""

import json
import os

# Read by TensorFlow when it is imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sacrebleu")

from benchmarks.translation import char_lstm, cli, nmt_tutorial
from benchmarks.translation.char_lstm import Alphabet
from benchmarks.translation.corpus import make_exam
from benchmarks.translation.greedy import State, decode
from benchmarks.translation.records import Job, Row, append, machine, read, remaining
from benchmarks.translation.rendering import render
from benchmarks.translation.runs import SYSTEMS, plan, run
from benchmarks.translation.scoring import score

# Keras 3.15 itself writes variables in a way that NumPy 2 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

SENTENCES = [(f"{who} {what}.", f"{qui} {quoi}.") for who, qui in (("I", "Je"), ("We", "Nous"), ("Tom", "Tom"))
             for what, quoi in (("run", "cours"), ("eat", "mange"), ("sleep", "dors"), ("sing", "chante"))]  # fmt: skip


@pytest.fixture
def fra(tmp_path: Path) -> Path:
    """Twelve sentences, one of them with two translations."""
    path = tmp_path / "fra.txt"
    lines = [*SENTENCES, ("I run.", "J’y cours !")]
    path.write_text("".join(f"{english}\t{french}\n" for english, french in lines), encoding="utf-8")
    return path


@pytest.fixture
def row() -> Row:
    """A row, as a run leaves it."""
    return Row(
        job=Job(part="fra", system="dot", seed=1, rows=20, seconds=3.0, data="abc"),
        **{"bleu": 1.5, "chrf": 2.5, "exact": 0.5, "epochs": 1.25, "loss": 0.1, "cpu": 3.1, "wall": 5.0},
        signatures=("nrefs:var", "nc:6"),
        training_pairs=9,
        sentences=2,
        parameters=12345,
        decoding=0.5,
        memory=700.0,
        samples=(("i run.", "je cours.", "je  | l'été"), ("we run.", "nous courons.", "")),
        machine=machine(),
    )


def test_exam_holds_out_distinct_sentences() -> None:
    pairs = [*SENTENCES, ("i  run.", "J’y cours !")]
    exam, validation = make_exam(pairs, 3), make_exam(pairs, 3, on_validation=True)
    for tested in (exam, validation):
        assert len(tested.sources) == len(set(tested.sources)) == 3
        assert not {english for english, _ in tested.training} & set(tested.sources)
        assert sum(map(len, tested.references)) in (3, 4)
    assert not set(exam.sources) & set(validation.sources)
    assert not {english for english, _ in validation.training} & set(exam.sources)
    assert len(exam.training) > len(validation.training)
    with pytest.raises(ValueError, match="too few to hold out twice 6"):
        make_exam(pairs, 6)


def test_scores() -> None:
    references = [["J’y vais .", "je pars."], ["le chat dort bien ici."]]
    perfect = score(["je PARS .", "Le chat dort bien ici."], references)
    assert (round(perfect.bleu, 6), round(perfect.chrf, 6), perfect.exact) == (100, 100, 100)
    half = score(["j'y vais.", "un chien mange."], references)
    assert half.exact == 50
    assert 0 < half.chrf < 100
    assert "nrefs:var" in half.bleu_signature


def test_decode_stops_each_sentence_at_its_end() -> None:
    script = np.array([[5, 0, 7], [5, 5, 5]])  # 0 is the end

    def step(symbols: np.ndarray, state: State) -> tuple[np.ndarray, State]:
        position = int(state[0])
        return np.eye(8)[script[:, position : position + 1]], [state[0] + 1]

    assert decode(step, [np.array(0)], count=2, start=1, end=0, limit=3) == [[5], [5, 5, 5]]


def test_alphabet_fills_cuts_and_leaves_out() -> None:
    alphabet = Alphabet({" ": 0, "a": 1, "b": 2}, length=4)
    assert alphabet.encode(["ab", "aéb", "bbbbbb"]).tolist() == [[1, 2, 0, 0], [1, 2, 0, 0], [2, 2, 2, 2]]


@pytest.mark.parametrize("system", ["char-lstm", "nmt-tutorial", "plain", "additive-real", "dot-real"])
def test_every_system_trains_by_the_clock_and_translates(system: str, fra: Path) -> None:
    row = run(Job(part="validation", system=system, seed=1, rows=20, seconds=1.0), str(fra), held_out=2, units=8)
    assert row.cpu >= 1
    assert row.epochs >= 1
    assert 0 < row.loss < 5
    assert row.sentences == len(row.samples) == 2
    assert row.memory > 100
    assert all(isinstance(text, str) for sample in row.samples for text in sample)


def test_char_decoder_computes_what_was_trained() -> None:
    model = char_lstm.build(5, 6, units=4)
    source, target = np.array([[1, 2, 3]]), np.array([[1, 4, 5, 0]])
    trained = np.asarray(model([source, target]))
    encoder, decoder = char_lstm.inference(model)
    states = [np.asarray(state) for state in encoder(source)]
    for position in range(4):
        scores, *states = map(np.asarray, decoder([target[:, position : position + 1], *states]))
        np.testing.assert_allclose(scores[:, 0], trained[:, position], atol=1e-6)


def test_nmt_leaves_out_padding_and_decodes_what_was_trained() -> None:
    model = nmt_tutorial.build(7, 8, units=4)
    source, previous = np.array([[1, 2, 3], [4, 5, 0]]), np.array([[2, 3, 4], [2, 3, 0]])
    following = np.array([[3, 4, 6], [3, 6, 0]])
    logits = np.asarray(model([source, previous]))
    likelihoods = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    loss = -np.take_along_axis(likelihoods, following[..., None], -1)[..., 0][following != 0].mean()
    assert model.evaluate([source, previous], following, verbose=0) == pytest.approx(float(loss), abs=1e-5)
    shorter = np.asarray(model([source[1:, :2], previous[1:]]))
    np.testing.assert_allclose(shorter[0, :2], logits[1, :2], atol=1e-6)

    encoder, decoder = nmt_tutorial.inference(model)
    memory, state = np.asarray(encoder(source)), np.zeros((2, 4), dtype="float32")
    for position in range(3):
        scores, state = map(np.asarray, decoder([previous[:, position : position + 1], state, memory, source]))
        there = previous[:, position] != 0
        np.testing.assert_allclose(scores[there, 0], logits[there, position], atol=1e-6)


def test_nmt_standardises() -> None:
    text = nmt_tutorial.standardise("L'été? (Où) est-ce que j'ai 3 Œufs!")
    assert " ".join(text.numpy().decode().split()) == "[START] l'été ? où est-ce que j'ai 3 œufs ! [END]"


def test_toy_run() -> None:
    row = run(Job(part="toy", system="plain", seed=2), "", rows=60, epochs=1)
    assert (row.epochs, row.training_pairs, row.sentences) == (1, 48, 6)


def test_plan_is_seed_by_seed() -> None:
    jobs = plan(["toy", "fra"], SYSTEMS, [1, 2], 100, 5.0, ("a", "b"))
    assert [job.system for job in jobs if job.part == "toy"] == ["plain", "additive", "dot"] * 2
    assert [job.system for job in jobs if job.part == "fra"] == [*SYSTEMS] * 2
    assert {(job.data, job.seconds) for job in jobs} == {("a", 0.0), ("b", 5.0)}


def test_results_survive_the_disk_and_an_interruption(row: Row, tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    assert read(path) == []
    other = replace(row, job=replace(row.job, seed=2))
    append(path, row)
    append(path, other)
    assert read(path) == [row, other]
    third = replace(row.job, seed=3)
    assert remaining([row.job, other.job, third], read(path)) == [third]
    path.write_text(path.read_text(encoding="utf-8")[:-1], encoding="utf-8")  # cut short
    assert read(path) == [row]
    path.write_text(json.dumps({"job": {}}) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match="not a row of results"):
        read(path)


def test_command_skips_what_is_there(
    row: Row, fra: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[Job] = []

    def run_alone(job: Job, data: str) -> Row:
        ran.append(job)
        return replace(row, job=job)

    monkeypatch.setattr(cli, "run_alone", run_alone)
    page = tmp_path / "page.md"
    command = ["--fra", str(fra), "--rows", "20", "--seconds", "3", "--only", "dot", "--results", str(tmp_path / "r")]
    assert cli.main([*command, "--seeds", "1"]) == 0
    assert [(job.part, job.seed) for job in ran] == [("toy", 1), ("fra", 1)]
    assert cli.main([*command, "--seeds", "1,2", "--write", "--page", str(page)]) == 0
    assert [(job.part, job.seed) for job in ran[2:]] == [("toy", 2), ("fra", 2)]
    assert "seed 2: BLEU" in capsys.readouterr().out
    assert "first 20 lines, 3 CPU seconds" in page.read_text(encoding="utf-8")
    assert str(tmp_path) not in page.read_text(encoding="utf-8")
    assert cli.main(["--fra", str(tmp_path / "none.txt")]) == 1


def _scored(row: Row, make: Callable[[Job], Job], **scores: float) -> Row:
    return replace(row, job=make(row.job), **scores)  # type: ignore[arg-type]


def test_page_says_what_is_won_and_lost(row: Row) -> None:
    def system(name: str, seed: int = 1) -> Callable[[Job], Job]:
        return lambda job: replace(job, system=name, seed=seed)

    page = render(
        [
            _scored(row, system("plain"), bleu=10.0, chrf=20.0),
            _scored(row, system("plain", 2), bleu=20.0, chrf=20.0),
            _scored(row, system("additive"), bleu=1.0, chrf=2.0),
            _scored(row, system("char-lstm"), bleu=5.0, chrf=30.0),
            _scored(row, system("nmt-tutorial"), bleu=5.0, chrf=5.0),
            replace(row, job=Job(part="toy", system="additive", seed=1), chrf=96.0, cpu=30.0),
            replace(row, job=Job(part="toy", system="dot", seed=1), chrf=96.0, cpu=61.0),
        ]
    )
    assert "| 15.0 (10.0–20.0) | 20.0 |" in page
    assert "reference, plain: **better in BLEU only** than Keras example" in page
    assert "better than TensorFlow tutorial" in page
    assert "reference, additive attention: **worse than** Keras example" in page
    assert "reference, additive attention: reached by 1 seed" in page
    assert "reference, dot attention: **not reached** by 1 seed" in page
    assert "measured with at least 1 seed for every system" in page


def test_page_without_results() -> None:
    assert "Not measured yet" in render([])
