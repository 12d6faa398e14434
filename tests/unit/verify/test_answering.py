"""From a recorded training to what the verifier answers, in this process: the numbers are the model's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import msgspec
import numpy as np
import pytest
from keras import layers as L  # noqa: N812  # as half of Keras's users write it
from verifier import feeding
from verifier.answering import answer

from grader.boundary import decode
from grader.boundary.store import EvidenceFolder
from grader.model.evidence import Evidence, Observed, RunEnd
from grader.model.recomputed import Padding, Rebuilt
from grader.model.submission import Submission
from grader.roles import support, training
from grader.roles.support import Verdict
from grader.verify.plan import plan
from tests.unit.verify import tiny


def evidence_of(place: Path) -> tuple[Evidence, EvidenceFolder]:
    folder = EvidenceFolder(place / "evidence")
    folder.make()
    reported = decode.read_journal(place, (), folder)
    assert reported.notes == ()
    return Evidence(
        submission=Submission(name="x", slug="x", path="x", notebook="x", sha256="", cells=()),
        observed=Observed(end=RunEnd.COMPLETED, sandbox="", seconds=1, peak_memory=1),
        reported=reported,
    ), folder


def asked(place: Path, **changes: Any) -> Rebuilt:
    """The verifier's answer about the one model that was trained, by way of the real plan."""
    evidence, folder = evidence_of(place)
    questions, refused = plan(evidence, folder)
    if refused:
        return refused[0]
    job = msgspec.json.decode(msgspec.json.encode({"models": [{**questions[0], **changes}]}, enc_hook=int))
    return msgspec.json.decode(msgspec.json.encode(answer(job)["models"][0]), type=Rebuilt)


def group(*sources: list[int], cell: int = -1, snapshot: int = -1) -> dict[str, Any]:
    return {"cell": cell, "start": tiny.START, "sources": [list(row) for row in sources], "snapshot": snapshot}


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> tiny.Export:
    return tiny.trained(tmp_path_factory.mktemp("learnt"), tiny.build(), epochs=25)


@pytest.fixture(scope="module")
def found(learnt: tiny.Export) -> Rebuilt:
    sources = [row[row > 0].tolist() for row in tiny.data()[0][:3]]
    return asked(learnt.place, decodings=[group(source) for source in sources])


def test_the_last_loss_is_what_the_model_gives(learnt: tiny.Export, found: Rebuilt) -> None:
    source, decoder_input, target = tiny.data()
    scores = learnt.model.predict([source, decoder_input], verbose=0)
    losses = -np.log(np.take_along_axis(scores, target[..., None], -1)[..., 0])
    assert found.refused == ""
    assert found.points[-1].loss == pytest.approx(losses.mean(), rel=1e-3)
    assert found.points[-1].masked_loss == pytest.approx(losses[target > 0].mean(), rel=1e-3)
    assert found.points[-1].masked_accuracy == pytest.approx((scores.argmax(-1) == target)[target > 0].mean(), abs=1e-6)
    # As Keras itself counts: by the mask of the decoder's input, which is another one than the target's padding.
    # In one batch: Keras weighs batches by their rows, whatever share of their places the mask keeps.
    loss, accuracy = learnt.model.evaluate([source, decoder_input], target, batch_size=len(source), verbose=0)
    assert found.points[-1].kept_loss == pytest.approx(loss, rel=1e-3)
    assert found.points[-1].kept_accuracy == pytest.approx(accuracy, abs=1e-3)
    assert (found.points[0].epochs, found.points[-1].epochs, found.rows) == (0, 25, 60)


def test_the_loss_before_training_is_that_of_guessing(found: Rebuilt) -> None:
    assert found.points[0].masked_loss == pytest.approx(np.log(tiny.WORDS), rel=0.1)
    assert found.words == tiny.WORDS


def test_sentences_are_decoded_as_the_model_would(learnt: tiny.Export, found: Rebuilt) -> None:
    for replay in found.replays:
        prefix = [tiny.START]
        while len(prefix) <= tiny.LENGTH + 1:
            scores = learnt.model([np.array([replay.source]), np.array([prefix])])
            token = int(np.argmax(scores[0, -1]))
            if token == tiny.END:
                break
            prefix.append(token)
        assert list(replay.emitted) == prefix[1:]
    assert len(found.replays) == 3


def test_the_source_matters_and_padding_is_masked(found: Rebuilt) -> None:
    assert found.moved is not None
    assert found.moved > 0.1
    assert found.padding is Padding.MASKED


def test_a_model_that_ignores_its_source_is_found_out(tmp_path: Path) -> None:
    tiny.trained(tmp_path, tiny.build(joined=False), epochs=1)
    rebuilt = asked(tmp_path)
    assert (rebuilt.moved, rebuilt.reach) == (0.0, 0.0)


def test_of_a_single_row_it_is_not_told_whether_the_source_matters(tmp_path: Path) -> None:
    source, decoder_input, target = (np.repeat(array[:1], 8, axis=0) for array in tiny.data())
    export = tiny.trained(tmp_path, tiny.build(), epochs=2, arrays=(source, decoder_input, target))
    rebuilt = asked(export.place)
    assert (rebuilt.refused, rebuilt.moved, rebuilt.reach) == ("", None, None)


def test_padding_that_is_not_masked_is_told(tmp_path: Path) -> None:
    tiny.trained(tmp_path, tiny.build(mask=False), epochs=3)
    assert asked(tmp_path).padding in (Padding.HARMLESS, Padding.MATTERS)


def test_attention_is_rebuilt_too(tmp_path: Path) -> None:
    tiny.trained(tmp_path, tiny.build(attention=True), epochs=2)
    assert asked(tmp_path).refused == ""


def test_one_hot_rows_and_a_fixed_length(tmp_path: Path) -> None:
    source, decoder_input, target = (np.eye(tiny.WORDS, dtype="float32")[ids] for ids in tiny.data())
    a, b = keras.Input((tiny.LENGTH, tiny.WORDS)), keras.Input((tiny.LENGTH + 1, tiny.WORDS))
    _, *states = L.LSTM(8, return_state=True)(a)
    z = L.LSTM(8, return_sequences=True)(b, initial_state=states)
    model = keras.Model([a, b], L.Dense(tiny.WORDS, activation="softmax")(z))
    model.compile("adam", "categorical_crossentropy")
    tiny.trained(tmp_path, model, epochs=2, arrays=(source, decoder_input, target))
    rebuilt = asked(tmp_path, decodings=[group([1, 2])])
    assert (rebuilt.refused, len(rebuilt.replays)) == ("", 1)
    assert rebuilt.points[-1].loss == pytest.approx(
        model.evaluate([source, decoder_input], target, verbose=0), rel=1e-3
    )


def test_rows_stay_together_where_wide_inputs_bound_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One-hot inputs allow fewer rows than integer targets: the same ones must be taken of both."""
    monkeypatch.setattr(feeding, "MOST_NUMBERS", 20 * tiny.WORDS * (tiny.LENGTH + 1))
    source, decoder_input, target = tiny.data()
    a, b = keras.Input((None, tiny.WORDS)), keras.Input((None, tiny.WORDS))
    _, *states = L.LSTM(16, return_state=True)(a)
    z = L.LSTM(16, return_sequences=True)(b, initial_state=states)
    model = keras.Model([a, b], L.Dense(tiny.WORDS, activation="softmax")(z))
    model.compile(keras.optimizers.Adam(0.03), "sparse_categorical_crossentropy")
    wide = (np.eye(tiny.WORDS, dtype="float32")[source], np.eye(tiny.WORDS, dtype="float32")[decoder_input], target)
    tiny.trained(tmp_path, model, epochs=20, arrays=wide)
    rebuilt = asked(tmp_path)
    rows = np.linspace(0, len(target) - 1, 20).astype(int)
    expected = model.evaluate([wide[0][rows], wide[1][rows]], target[rows], verbose=0)
    assert rebuilt.rows == 20
    assert rebuilt.points[-1].loss == pytest.approx(expected, rel=1e-3)


def test_the_whole_sequence_at_once(tmp_path: Path) -> None:
    source, _, target = tiny.data()
    a = keras.Input((tiny.LENGTH,), dtype="int32")
    x = L.LSTM(8)(L.Embedding(tiny.WORDS, 8)(a))
    x = L.LSTM(8, return_sequences=True)(L.RepeatVector(tiny.LENGTH + 1)(x))
    model = keras.Model(a, L.Dense(tiny.WORDS, activation="softmax")(x))
    model.compile("adam", "sparse_categorical_crossentropy")
    from recorder import training as recording
    from recorder.journal import Journal
    from recorder.probes import Samples
    from recorder.weights import Keeper

    journal = Journal(tmp_path)
    recording._fit(journal, Keeper(journal), Samples(), keras.Model.fit)(model, source, target, epochs=1, verbose=0)
    journal.close()
    rebuilt = asked(tmp_path, decodings=[{**group([1, 2, 3, 4]), "start": 0}])
    assert rebuilt.refused == ""
    expected = np.asarray(model(np.array([[1, 2, 3, 4]]))).argmax(-1)[0].tolist()
    assert list(rebuilt.replays[0].emitted) == expected


def test_inputs_in_a_dictionary_find_their_places(tmp_path: Path) -> None:
    """Keras sorts them by their names; the model has them in another order."""
    tiny.trained(tmp_path, tiny.build(), epochs=15)
    evidence, folder = evidence_of(tmp_path)
    question = plan(evidence, folder)[0][0]
    turned = {**question, "inputs": question["inputs"][::-1], "source": 1, "decoder": 0}
    job = msgspec.json.decode(msgspec.json.encode({"models": [turned]}, enc_hook=int))
    straight = answer({"models": [question]})["models"][0]
    assert answer(job)["models"][0]["points"][-1] == pytest.approx(straight["points"][-1])


def test_snapshots_are_thinned_out_and_the_ends_stay(tmp_path: Path) -> None:
    tiny.trained(tmp_path, tiny.build(), epochs=45)
    files = list((tmp_path / "weights").iterdir())
    rebuilt = asked(tmp_path)
    epochs = [point.epochs for point in rebuilt.points]
    assert len(files) <= 11
    assert (epochs[0], epochs[-1]) == (0, 45)
    assert len(epochs) >= 5


def test_invented_losses_are_contradicted(tmp_path: Path) -> None:
    """A train_step of the notebook's own that learns a little and reports what it likes."""

    class Boasting(keras.Model):  # type: ignore[misc]  # Keras has no type information
        def train_step(self, batch: Any) -> dict[str, Any]:
            return {"loss": 0.05 * super().train_step(batch)["loss"]}

    export = tiny.trained(tmp_path, tiny.build(classes=Boasting), epochs=3)
    evidence, folder = evidence_of(tmp_path)
    rebuilt = asked_of(evidence, folder)
    found = training.find(with_recomputed(evidence, rebuilt))
    assert found.support.verdict is Verdict.CONTRADICTED
    assert f"{export.losses[0]:.3g}" in found.support.sentence
    honest = support.of(with_recomputed(evidence, rebuilt), found.model, found.fits, [2.2, 2.1, 2.0], [])
    assert honest.verdict is Verdict.BORNE_OUT


def asked_of(evidence: Evidence, folder: EvidenceFolder) -> Rebuilt:
    questions, _ = plan(evidence, folder)
    job = msgspec.json.decode(msgspec.json.encode({"models": questions}, enc_hook=int))
    return msgspec.json.decode(msgspec.json.encode(answer(job)["models"][0]), type=Rebuilt)


def with_recomputed(evidence: Evidence, rebuilt: Rebuilt) -> Evidence:
    from dataclasses import replace

    from grader.model.recomputed import Recomputed

    return replace(evidence, recomputed=Recomputed(models=(rebuilt,)))


def test_a_class_of_its_own_is_asked_where_it_is(tmp_path: Path) -> None:
    class Whole(keras.Model):  # type: ignore[misc]  # Keras has no type information
        def __init__(self) -> None:
            super().__init__()
            self.inner = tiny.build()

        def call(self, inputs: Any) -> Any:
            return self.inner(inputs)

    model = Whole()
    model.compile("adam", "sparse_categorical_crossentropy")
    tiny.trained(tmp_path, model, epochs=2)
    evidence, folder = evidence_of(tmp_path)
    questions, refused = plan(evidence, folder)
    assert questions == []
    assert "class of its own" in refused[0].refused
    probe = evidence.reported.probes[0]
    source, decoder_input, target = tiny.data()
    assert probe.point.loss == pytest.approx(model.evaluate([source, decoder_input], target, verbose=0), rel=1e-2)
    assert probe.moved is not None


def test_weights_of_another_shape_are_refused(learnt: tiny.Export) -> None:
    evidence, folder = evidence_of_again(learnt.place)
    question = plan(evidence, folder)[0][0]
    shots = [dict(shot) for shot in question["snapshots"]]
    shots[-1]["blocks"] = [{**block, "shapes": block["shapes"][::-1]} for block in shots[-1]["blocks"]]
    result = answer({"models": [{**question, "snapshots": shots}]})["models"][0]
    assert "don't fit the layer" in result["refused"]


def evidence_of_again(place: Path) -> tuple[Evidence, EvidenceFolder]:
    folder = EvidenceFolder(place / "evidence2")
    folder.make()
    return Evidence(
        submission=Submission(name="x", slug="x", path="x", notebook="x", sha256="", cells=()),
        observed=Observed(end=RunEnd.COMPLETED, sandbox="", seconds=1, peak_memory=1),
        reported=decode.read_journal(place, (), folder),
    ), folder
