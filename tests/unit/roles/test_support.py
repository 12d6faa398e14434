"""Claims of a training against what recomputation found: contradicted only by being better than the weights allow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.model.evidence import Basis, Evidence
from grader.model.recomputed import Point, Probe, Rebuilt, Recomputed
from grader.model.traces import Variable
from grader.roles import figures, support, training
from grader.roles.support import Verdict
from tests.unit.roles.test_training import evidence, fit, model

CONFIGURED = replace(model(1), config="{}", variables=(Variable(handle=9, path="a", shape=(4, 4), trainable=True),))


def point(epochs: int, loss: float, masked: float | None = None, accuracy: float = 0.5, filled: float = 0.5) -> Point:
    return Point(
        epochs=epochs,
        loss=loss,
        masked_loss=loss if masked is None else masked,
        accuracy=accuracy,
        masked_accuracy=accuracy,
        filled=filled,
    )


def judged(points: tuple[Point, ...], losses: list[float], accuracies: tuple[float, ...] = ()) -> support.Support:
    record = evidence(fit(1, losses), models=(CONFIGURED,))
    found = Recomputed(models=(Rebuilt(model=1, rows=50, distinct_rows=50, words=9, points=points),))
    return support.of(replace(record, recomputed=found), CONFIGURED, record.reported.fits, losses, accuracies)


@pytest.mark.parametrize(
    ("points", "losses", "verdict"),
    [
        # honest 1.281 against 1.185 recomputed; forged 1.130 against 3.689 (trials of other notebooks)
        ((point(0, 3.7), point(3, 1.185)), [2.0, 1.5, 1.281], Verdict.BORNE_OUT),
        ((point(0, 3.7), point(3, 3.689)), [2.0, 1.5, 1.130], Verdict.CONTRADICTED),
        # dropout and penalties lie above the weights' own loss
        ((point(0, 3.7), point(3, 0.4)), [3.0, 2.0, 1.5], Verdict.BORNE_OUT),
        # padding counted or not, or the filled places' sum over all places
        ((point(0, 3.7, 3.7), point(3, 5.6, 0.02)), [3.0, 1.0, 0.03], Verdict.BORNE_OUT),
        ((point(0, 2.0, 3.7), point(3, 3.0, 2.0, filled=0.3)), [3.0, 1.0, 0.5], Verdict.BORNE_OUT),
        # counted by the model's own mask, which may leave out an end token that is never learnt
        (
            (point(0, 3.7), replace(point(3, 3.6, 1.2, filled=0.7), kept_loss=0.001)),
            [3.0, 0.1, 0.0012],
            Verdict.BORNE_OUT,
        ),
        # a claim in the middle, where a snapshot was kept
        ((point(0, 3.7), point(2, 3.5), point(3, 0.4)), [3.0, 0.2, 0.2], Verdict.CONTRADICTED),
        # loss that goes up honestly
        ((point(0, 3.7), point(3, 9.0)), [4.0, 6.0, 9.5], Verdict.BORNE_OUT),
    ],
)
def test_a_loss_may_not_be_better_than_the_weights(
    points: tuple[Point, ...], losses: list[float], verdict: Verdict
) -> None:
    found = judged(points, losses)
    assert found.verdict is verdict
    assert found.basis[0] is Basis.RECOMPUTED


def test_both_values_are_told() -> None:
    found = judged((point(0, 3.7), point(3, 3.689)), [2.0, 1.5, 1.130])
    assert "3.69" in found.sentence
    assert "1.13" in found.sentence


def test_an_accuracy_may_not_be_better_either() -> None:
    points = (point(0, 3.7), point(3, 1.2, accuracy=0.4))
    assert judged(points, [2, 1.5, 1.3], (0.3, 0.4, 0.95)).contradicted
    assert not judged(points, [2, 1.5, 1.3], (0.3, 0.4, 0.5)).contradicted


def test_batch_normalisation_excuses_the_difference() -> None:
    record = evidence(fit(1, [2.0, 0.1]), models=(CONFIGURED,))
    found = Recomputed(models=(Rebuilt(model=1, points=(point(0, 3.7), point(2, 3.6)), rows=5),))
    normalised = replace(CONFIGURED, config='{"class_name": "BatchNormalization"}')
    result = support.of(replace(record, recomputed=found), normalised, record.reported.fits, [2.0, 0.1], [])
    assert result.verdict is Verdict.UNTOLD


def test_the_fall_is_that_of_the_weights() -> None:
    still = judged((point(0, 3.7), point(3, 3.69)), [3.72, 3.71, 3.7])
    assert still.fallen == pytest.approx(0.0027, abs=1e-3)
    fell = judged((point(0, 3.7), point(3, 1.0)), [3.0, 2.0, 1.1])
    assert fell.fallen == pytest.approx(0.73, abs=0.01)
    later = judged((point(2, 3.7), point(3, 1.0)), [3.0, 3.0, 1.1])
    assert later.fallen is None


def test_a_probe_speaks_for_a_class_of_its_own() -> None:
    record = evidence(fit(1, [2.0, 0.1]))
    probe = Probe(model=1, rows=20, point=replace(point(0, 3.6, 3.6, filled=0.5), kept_loss=3.6), moved=0.3)
    record = replace(record, reported=replace(record.reported, probes=(probe,)))
    found = support.of(record, record.reported.models[0], record.reported.fits, [2.0, 0.1], [])
    assert found.verdict is Verdict.CONTRADICTED
    assert found.basis == (Basis.REPORTED,)
    assert "own process" in found.sentence


def test_weights_that_must_be_there_and_are_not() -> None:
    record = evidence(fit(1, [2.0, 0.1]), models=(CONFIGURED,))
    finished = replace(record.reported.fits[0], finished=True)
    result = support.of(record, CONFIGURED, [finished], [2.0, 0.1], [])
    assert result.verdict is Verdict.WITHHELD
    # of a model that is too large, or of a class of its own, none are kept
    large = replace(CONFIGURED, variables=(Variable(handle=9, path="a", shape=(9_000, 9_000), trainable=True),))
    assert support.of(record, large, [finished], [2.0, 0.1], []).verdict is Verdict.UNTOLD
    assert support.of(record, model(1), [finished], [2.0, 0.1], []).verdict is Verdict.UNTOLD


def test_the_reason_why_nothing_was_rebuilt_is_told() -> None:
    record = evidence(fit(1, [2.0, 0.1]))
    found = Recomputed(models=(Rebuilt(model=1, refused="it has a layer of the class 'Lambda'"),))
    result = support.of(
        replace(record, recomputed=found), record.reported.models[0], record.reported.fits, [2.0, 0.1], []
    )
    assert result.verdict is Verdict.UNTOLD
    assert "Lambda" in result.sentence


def test_a_curve_of_invented_losses_draws_nothing() -> None:
    record = drawn([2.0, 1.0, 0.1])
    honest = Recomputed(models=(Rebuilt(model=1, rows=9, points=(point(0, 2.3), point(3, 0.1))),))
    forged = Recomputed(models=(Rebuilt(model=1, rows=9, points=(point(0, 2.3), point(3, 2.2))),))
    assert figures.curves(replace(record, recomputed=honest)).cell(accuracy=False) == 1
    assert figures.curves(replace(record, recomputed=forged)).cell(accuracy=False) is None
    assert training.find(replace(record, recomputed=forged)).support.contradicted


def drawn(losses: list[float]) -> Evidence:
    from grader.model.drawings import Axes, Figure, Line

    record = evidence(fit(1, losses))
    line = Line(label="loss", x=tuple(range(len(losses))), y=tuple(losses))
    figure = Figure(cell=1, title="", axes=(Axes(lines=(line,)),), trained=True)
    return replace(record, reported=replace(record.reported, figures=(figure,)))
