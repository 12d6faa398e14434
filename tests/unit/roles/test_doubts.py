"""What a person is told to look at: claims that nothing bears out, and records with holes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader.model.evidence import CellEnd, CellRun, Evidence, RunEnd
from grader.model.recomputed import Point, Rebuilt, Recomputed, Replay
from grader.model.traces import Snapshot
from grader.roles import arrays, doubts
from tests.unit.roles import built

SHOWN = "the cat sleeps -> le chat dort\ni drink tea -> je bois du thé\nshe runs -> elle court"


def point(epochs: int, loss: float) -> Point:
    return Point(
        epochs=epochs, loss=loss, masked_loss=loss, accuracy=1 - loss / 4, masked_accuracy=1 - loss / 4, filled=0.5
    )


def honest(*points: Point, words: int = 40, refused: str = "") -> Evidence:
    """A small notebook whose model was asked again: each translation came out as it had been recorded."""
    _, inputs, target = built.tensors()
    replays = tuple(Replay(cell=5, source=source, emitted=words) for source, words in built.SENTENCES)
    rebuilt = Rebuilt(
        model=built.TRAINED,
        refused=refused,
        rows=6,
        distinct_rows=6,
        words=words,
        points=points or (point(0, 3.7), point(3, 0.9)),
        replays=() if refused else replays,
    )
    evidence = built.evidence(shown=SHOWN, fits=(built.fit(inputs=inputs, targets=(target,), finished=not refused),))
    return replace(evidence, recomputed=Recomputed(models=(rebuilt,)))


def flags(evidence: Evidence) -> tuple[str, ...]:
    return doubts.flags(evidence, built.Arrays())


def test_what_was_borne_out_needs_nobody() -> None:
    assert flags(honest()) == ()


def test_a_contradicted_training_is_told_with_both_values() -> None:
    (flag,) = flags(honest(point(0, 3.7), point(3, 3.6)))
    assert "better than its weights allow" in flag
    assert "3.6, where 1 was reported" in flag


def test_a_model_that_nobody_could_ask_rests_on_its_own_word() -> None:
    (flag,) = flags(honest(refused="it has a layer of the class 'Lambda'"))
    assert "rest on the notebook's own word" in flag
    assert "Lambda" in flag


def test_weights_that_were_good_before_the_first_epoch_come_from_elsewhere() -> None:
    (flag,) = flags(honest(point(0, 1.2), point(3, 0.9)))
    assert "a loss of 1.2 before its first epoch, where guessing has 3.69" in flag
    assert flags(honest(point(0, 2.5), point(3, 0.9))) == ()


def test_layers_that_another_model_trained_before_are_no_pasted_weights() -> None:
    evidence = honest(point(0, 1.2), point(3, 0.9))
    shared = replace(built.model(9), variables=built.model().variables)
    first = built.replace_reported(
        evidence, models=(shared, *evidence.reported.models), fits=(built.fit(9), *evidence.reported.fits)
    )
    assert not any("before its first epoch" in flag for flag in flags(first))


def test_translations_of_which_none_was_decoded_again_are_told() -> None:
    evidence = honest()
    silent = replace(evidence.recomputed.models[0], replays=())
    (flag,) = flags(replace(evidence, recomputed=Recomputed(models=(silent,))))
    assert "Of 3 translations that are shown, none could be decoded again" in flag


def ran(evidence: Evidence, end: RunEnd = RunEnd.COMPLETED, **reported: Any) -> Evidence:
    cells = (CellRun(cell=1, end=CellEnd.OK), CellRun(cell=3, end=CellEnd.ERROR), CellRun(cell=5, end=CellEnd.NOT_RUN))
    observed = replace(evidence.observed, end=end, reason="The kernel sent rubbish.", cells=cells)
    return built.replace_reported(replace(evidence, observed=observed), **reported)


def test_cells_that_ran_without_a_record_are_told() -> None:
    assert flags(ran(honest(), cells=(1, 3))) == ()
    assert flags(ran(honest(), cells=None)) == ()  # evidence from before it was noted
    (flag,) = flags(ran(honest(), cells=(1,)))
    assert "no record of cells 4, though they ran" in flag


def test_a_record_that_was_written_into_is_told_unless_the_kernel_died() -> None:
    (flag,) = flags(ran(honest(), cells=(1, 3), unread=2))
    assert "2 lines of the record could not be read" in flag
    assert flags(ran(honest(), RunEnd.KERNEL_DIED, cells=(1, 3), unread=1)) == ()
    (flag,) = flags(ran(honest(), RunEnd.KERNEL_DIED, cells=(1,), unread=1))
    assert "no record of cells 4" in flag


def snapshots(*told: tuple[int, str]) -> tuple[Snapshot, ...]:
    """(epochs that it was trained, digest) of each, all in cell 4."""
    return tuple(
        Snapshot(model=built.TRAINED, cell=3, epochs=epochs, digest=digest, blocks=()) for epochs, digest in told
    )


def test_weights_that_are_exchanged_after_the_training_are_told() -> None:
    trained = ((0, "aa"), (1, "bb"), (2, "cc"))
    assert flags(built.replace_reported(honest(), snapshots=snapshots(*trained))) == ()
    restored = snapshots(*trained, (2, "bb"))  # the best epoch's, as a checkpoint gives them
    assert flags(built.replace_reported(honest(), snapshots=restored)) == ()
    (flag,) = flags(built.replace_reported(honest(), snapshots=snapshots(*trained, (2, "dd"))))
    assert "were set to others in cell 4" in flag


def test_a_violation_of_the_protocol_is_told() -> None:
    (flag,) = flags(ran(honest(), RunEnd.PROTOCOL_VIOLATION))
    assert "The kernel sent rubbish." in flag


@pytest.mark.parametrize(("low", "rows"), [(2, 200), (1, 2_000)])
def test_dice_are_no_sentences(low: int, rows: int) -> None:
    dice = np.random.default_rng(1).integers(low, 200, (rows, 10)).astype(np.int32)
    assert arrays.is_evenly_spread(dice)


def test_few_sentences_are_not_taken_for_dice() -> None:
    few = np.arange(60, dtype=np.int32).reshape(10, 6)
    assert not arrays.is_evenly_spread(few)


def test_words_are_not_taken_for_dice() -> None:
    # A word's frequency goes with one by its rank.
    share = 1 / np.arange(1, 101)
    words = np.random.default_rng(1).choice(100, (100, 8), p=share / share.sum()).astype(np.int32)
    assert not arrays.is_evenly_spread(words)
