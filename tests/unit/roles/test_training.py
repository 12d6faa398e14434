"""The training that matters, how its loss fell, and why there may be none."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from grader.model.evidence import CellEnd, CellRun, Evidence, Observed, Output, Reported, RunEnd
from grader.model.grade import Cause
from grader.model.judging import Missing, Prevented
from grader.model.submission import Cell, CellKind, Submission
from grader.model.traces import Epoch, Fit, Model
from grader.roles import architecture, stops, training

OPEN = ((None, None, 9),)


def model(handle: int, shapes: tuple[tuple[int | None, ...], ...] = OPEN) -> Model:
    return Model(
        handle=handle, name=f"m{handle}", kind="functional", cell=0, layers=(), variables=(), output_shapes=shapes
    )


def fit(handle: int, losses: list[float], weights: list[str] | None = None, before: str = "00") -> Fit:
    marks = weights or [f"{number:02x}" for number in range(1, len(losses) + 1)]
    epochs = tuple(Epoch(logs={"loss": loss}, at=0, weights=mark) for loss, mark in zip(losses, marks, strict=True))
    return Fit(cell=1, model=handle, epochs_asked=len(losses), epochs=epochs, weights_before=before, steps=len(losses))


def evidence(
    *fits: Fit,
    models: tuple[Model, ...] = (model(1),),
    sources: tuple[str, ...] = (),
    ends: tuple[CellEnd, ...] = (),
    errors: dict[int, str] | None = None,
    end: RunEnd = RunEnd.COMPLETED,
) -> Evidence:
    cells = tuple(Cell(index=n, kind=CellKind.CODE, source=source) for n, source in enumerate(sources))
    runs = tuple(CellRun(cell=n, end=each) for n, each in enumerate(ends))
    shown = tuple(Output(cell=n, text=text, error=text.split(":")[0]) for n, text in (errors or {}).items())
    return Evidence(
        submission=Submission(name="x", slug="x", path="x", notebook="x", sha256="", cells=cells),
        observed=Observed(end=end, reason="Ours.", sandbox="", seconds=1, peak_memory=1, cells=runs),
        reported=Reported(fits=fits, models=models, outputs=shown),
    )


def test_several_calls_on_one_model_add_up() -> None:
    """Ten epochs over two calls, and a call an epoch in a loop, are both ten."""
    twice = training.find(evidence(fit(1, [3, 2.5, 2, 1.8, 1.6]), fit(1, [1.5, 1.4, 1.3, 1.2, 1.1], before="05")))
    assert twice.epochs == 10
    loop = [fit(1, [3 - n / 10], [f"{n + 1:02x}"], before=f"{n:02x}") for n in range(15)]
    assert training.find(evidence(*loop)).epochs == 15


def test_an_epoch_in_which_no_weight_moved_is_none() -> None:
    still = training.find(evidence(fit(1, [3.0, 2.0, 1.0], ["00", "00", "00"])))
    assert (still.epochs, len(still.logged)) == (0, 3)


def test_the_model_that_puts_out_sequences_matters() -> None:
    """A classifier that was trained longer is another exercise."""
    found = training.find(
        evidence(fit(1, [2.0, 1.0]), fit(2, [3, 2, 1, 0.5]), models=(model(1), model(2, ((None, 2),))))
    )
    assert found.model.handle == 1


def test_accuracy_goes_by_many_names() -> None:
    epochs = (Epoch(logs={"loss": 1.0, "masked_acc": 0.5, "val_masked_acc": 0.4}, at=0, weights="aa"),)
    found = training.find(evidence(Fit(cell=1, model=1, epochs_asked=1, epochs=epochs)))
    assert (found.curve("accuracy"), found.curve("val_accuracy"), found.curve("val_loss")) == ((0.5,), (0.4,), ())


@pytest.mark.parametrize(
    ("values", "share", "significant"),
    [
        ([3.0, 2.0, 1.0, 0.5], 0.83, True),
        ([3.0, 3.01, 2.99, 3.0, 3.02, 2.99], 0.0, False),
        ([1.0, 2.0, 3.0], -2.0, False),
    ],
)
def test_how_a_curve_falls(values: list[float], share: float, significant: bool) -> None:
    course = training.fall(tuple(values))
    assert course is not None
    assert math.isclose(course.share, share, abs_tol=0.01)
    assert course.significant is significant


@pytest.mark.parametrize("values", [(), (1.0,), (1.0, None, 0.5)])
def test_no_curve_or_one_that_is_not_finite_falls_nowhere(values: tuple[float | None, ...]) -> None:
    assert training.fall(values) is None


def test_nothing_trained_is_missing() -> None:
    with pytest.raises(Missing, match="No training"):
        training.find(evidence(sources=("x = 1",), ends=(CellEnd.OK,)))


def test_a_loop_of_ones_own_is_for_a_person() -> None:
    with pytest.raises(Prevented, match="a training loop of its own"):
        training.find(evidence(sources=("with tf.GradientTape() as tape: pass",), ends=(CellEnd.OK,)))


CODE = ("open('fra.txt')", "m.fit(x, y)")


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        ("FileNotFoundError: No such file: 'fra.txt'", Cause.NO_DATA),
        ("ModuleNotFoundError: No module named 'keras.preprocessing.text'", Cause.API_AGE),
        ("ModuleNotFoundError: No module named 'wordcloud'", Cause.GRADER),
        ("NameError: name 'z' is not defined", Cause.UPSTREAM),
    ],
)
def test_what_followed_from_an_earlier_stop_has_its_cause(error: str, cause: Cause) -> None:
    stopped = evidence(
        sources=CODE, ends=(CellEnd.ERROR, CellEnd.ERROR), errors={0: error, 1: "NameError: name 'x' is not defined"}
    )
    with pytest.raises(Prevented) as caught:
        training.find(stopped)
    assert caught.value.cause is cause
    assert "Cell 1 stopped with" in caught.value.sentence


def test_a_mistake_of_ones_own_in_the_very_cell_is_a_failure() -> None:
    stopped = evidence(sources=CODE, ends=(CellEnd.OK, CellEnd.ERROR), errors={1: "ValueError: shapes don't fit"})
    with pytest.raises(Missing, match="Cell 2 stopped with ValueError: shapes don't fit"):
        training.find(stopped)


@pytest.mark.parametrize(
    ("end", "cell", "cause"),
    [
        (RunEnd.MACHINERY, CellEnd.NOT_RUN, Cause.GRADER),
        (RunEnd.OUT_OF_TIME, CellEnd.NOT_RUN, Cause.BUDGET),
        (RunEnd.COMPLETED, CellEnd.OUT_OF_TIME, Cause.BUDGET),
        (RunEnd.KERNEL_DIED, CellEnd.NOT_RUN, Cause.UPSTREAM),
    ],
)
def test_a_run_that_was_stopped_is_told_by_its_cause(end: RunEnd, cell: CellEnd, cause: Cause) -> None:
    seen = evidence(sources=CODE, ends=(CellEnd.OK, cell), end=end)
    assert stops.stops(seen)[0].cause is cause


MISSING_MODULE = "ModuleNotFoundError: No module named 'pandas'"


def test_after_a_stop_of_the_machinery_a_function_that_was_only_defined_is_no_omission() -> None:
    """The model stands in a function in a cell that ran; without its data nothing could call it."""
    sources = ("import pandas", "def build():\n    return keras.Model(inputs, outputs)", "model = build()")
    ends = (CellEnd.ERROR, CellEnd.OK, CellEnd.ERROR)
    errors = {0: MISSING_MODULE, 2: "NameError: name 'x' is not defined"}
    stopped = evidence(models=(), sources=sources, ends=ends, errors=errors)
    found = stops.absent(stopped, "No model.", r"Model\s*\(")
    assert isinstance(found, Prevented)
    assert (found.cause, "pandas" in found.sentence) == (Cause.GRADER, True)
    # never attempted is never attempted, and a student's own error excuses nothing
    assert isinstance(stops.absent(stopped, "No plot.", r"\.plot\("), Missing)
    own = evidence(models=(), sources=sources, ends=ends, errors={**errors, 0: "ValueError: mine"})
    assert isinstance(stops.absent(own, "No model.", r"Model\s*\("), Missing)


def test_a_training_that_broke_off_after_a_stop_is_not_charged() -> None:
    broken = fit(1, [])
    sources, ends = ("model.compile(lr=1)", "model.fit(x)"), (CellEnd.ERROR, CellEnd.ERROR)
    aged = evidence(broken, sources=sources, ends=ends, errors={0: "ValueError: Argument(s) not recognized: lr"})
    with pytest.raises(Prevented) as prevented:
        training.find(aged)
    assert prevented.value.cause is Cause.API_AGE
    own = evidence(broken, sources=sources, ends=ends, errors={0: "ValueError: shapes"})
    assert training.find(own).epochs == 0


def test_a_model_built_after_a_stop_has_an_excuse() -> None:
    sources, ends = ("import pandas", "keras.Model(a, b)"), (CellEnd.ERROR, CellEnd.OK)
    configured = replace(model(1), cell=1, config='{"layers": [], "input_layers": [], "output_layers": []}')
    wreck = evidence(models=(configured,), sources=sources, ends=ends, errors={0: MISSING_MODULE})
    excuse = architecture.find(wreck).excuse
    assert excuse is not None
    assert excuse.cause is Cause.GRADER
    whole = evidence(models=(configured,), sources=sources, ends=(CellEnd.OK, CellEnd.OK))
    assert architecture.find(whole).excuse is None


def test_another_framework_is_named() -> None:
    torch = evidence(models=(), sources=("import torch\nfrom torch import nn", "nn.LSTM(3, 4)"), ends=(CellEnd.OK,) * 2)
    for find in (training.find, architecture.find, architecture.attention):
        with pytest.raises(Missing, match="PyTorch"):
            find(torch)
    both = evidence(models=(), sources=("import torch, keras\nimport keras",), ends=(CellEnd.OK,))
    with pytest.raises(Missing, match="No training"):
        training.find(both)


def test_a_training_that_a_limit_broke_off_has_an_excuse() -> None:
    began = replace(fit(1, [3.0, 2.0, 1.0]), cell=0, finished=False)
    late = training.find(evidence(began, sources=("model.fit(x)",), ends=(CellEnd.OUT_OF_TIME,)))
    assert late.excuse is not None
    assert late.excuse.cause is Cause.BUDGET
    own = training.find(
        evidence(began, sources=("model.fit(x)",), ends=(CellEnd.ERROR,), errors={0: "KeyError: 'loss'"})
    )
    assert own.excuse is None


@pytest.mark.parametrize(
    ("error", "source", "cause"),
    [
        (
            "ValueError: not enough values to unpack (expected 3, got 2)",
            "for l in open(p):\n  a, b, _ = l.split('\\t')",
            0,
        ),
        ("ValueError: too many values to unpack (expected 2)", "rows = open(path).readlines()", 0),
        ("ValueError: too many values to unpack (expected 2)", "a, b = model.predict(x)", 2),
        ('TypeError: can only concatenate list (not "tuple") to list', "[x] + decoder.states", 1),
        ("ValueError: Invalid filepath extension for saving. Please add a .keras", "model.save('m')", 1),
        ("TypeError: 'NoneType' object is not callable", "f()", 2),
    ],
)
def test_whose_fault_an_error_is(error: str, source: str, cause: int) -> None:
    (stop,) = stops.stops(evidence(sources=(source,), ends=(CellEnd.ERROR,), errors={0: error}))
    assert stop.cause is (Cause.NO_DATA, Cause.API_AGE, Cause.UPSTREAM)[cause]


def test_what_only_looks_like_a_training_is_quoted_with_its_cell() -> None:
    seen = evidence(sources=("print(log)",), ends=(CellEnd.OK,))
    shown = Output(cell=0, text="Epoch 1/10\n44/44 - 3s - loss: 3.2100\n")
    with pytest.raises(Missing, match=r"Cell 1 shows “44/44 - 3s - loss: 3.2100”, which no training accounts for"):
        training.find(replace(seen, reported=replace(seen.reported, outputs=(shown,))))
