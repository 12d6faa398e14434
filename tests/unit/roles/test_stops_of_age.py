"""Errors as libraries of today give them, and whose fault each is."""

from __future__ import annotations

import pytest

from grader.model.evidence import CellEnd, CellRun, Evidence, Observed, Output, Reported, RunEnd
from grader.model.grade import Cause
from grader.model.submission import Cell, CellKind, Submission
from grader.roles import stops


def stopped(text: str, source: str = "x") -> Evidence:
    name = text.split(":")[0]
    cell = Cell(index=0, kind=CellKind.CODE, source=source)
    return Evidence(
        submission=Submission(name="x", slug="x", path="x", notebook="x", sha256="", cells=(cell,)),
        observed=Observed(
            end=RunEnd.COMPLETED, sandbox="", seconds=1, peak_memory=1, cells=(CellRun(cell=0, end=CellEnd.ERROR),)
        ),
        reported=Reported(outputs=(Output(cell=0, text=text, error=name),)),
    )


KERAS = [
    "ModuleNotFoundError: No module named 'keras.wrappers.scikit_learn'",
    "ImportError: cannot import name 'Merge' from 'keras.layers' (/usr/lib/keras/layers/__init__.py)",
    "ImportError: cannot import name 'set_session' from 'keras.backend.tensorflow_backend' (unknown location)",
    "AttributeError: module 'tensorflow' has no attribute 'Session'",
    "ValueError: A KerasTensor cannot be used as input to a TensorFlow function. A KerasTensor is a symbolic …",
    "ValueError: Unrecognized keyword arguments passed to LSTM: {'inner_activation': 'sigmoid'}",
    "ValueError: Only input tensors may be passed as positional arguments. The following argument value should …",
    "NotImplementedError: We could not automatically infer the shape of the Lambda's output.",
    'TypeError: can only concatenate list (not "tuple") to list',
    "ValueError: Argument(s) not recognized: {'schedule_decay': 0.004}",
]
OTHERS = [
    "AttributeError: module 'numpy' has no attribute 'int0'",
    "ValueError: setting an array element with a sequence. The requested array has an inhomogeneous shape after 1 …",
    "AttributeError: 'DataFrame' object has no attribute 'ix'",
    "TypeError: read_csv() got an unexpected keyword argument 'squeeze'",
]
OWN = [
    "ValueError: Unrecognized keyword arguments passed to LSTM: {'activaton': 'tanh'}",
    "NameError: name 'encoder' is not defined",
    "AttributeError: 'Functional' object has no attribute 'fitt'",
    "IndexError: list index out of range",
    "EOFError: Ran out of input",
    "KeyError: 'eos'",
]
LACKING = [
    "EOFError: there are no more answers",
    "LookupError: ********** Resource 'wordnet' not found. Please use the NLTK Downloader",
    "ModuleNotFoundError: No module named 'torch'",
    "ModuleNotFoundError: No module named 'tensorflow_text'",
    "SystemError: GPU device not found",
]


@pytest.mark.parametrize("text", KERAS)
def test_age_of_keras_asks_for_keras_2(text: str) -> None:
    evidence = stopped(text)
    assert stops.stops(evidence)[0].cause is Cause.API_AGE
    assert stops.by_keras(evidence) is not None


@pytest.mark.parametrize("text", OTHERS)
def test_age_of_others_does_not(text: str) -> None:
    evidence = stopped(text)
    assert stops.stops(evidence)[0].cause is Cause.API_AGE
    assert stops.by_keras(evidence) is None


@pytest.mark.parametrize("text", OWN)
def test_a_mistake_is_the_students_own(text: str) -> None:
    evidence = stopped(text)
    assert stops.stops(evidence)[0].cause is Cause.UPSTREAM
    assert stops.by_keras(evidence) is None


@pytest.mark.parametrize("text", LACKING)
def test_what_this_machine_lacks_is_the_graders(text: str) -> None:
    assert stops.stops(stopped(text))[0].cause is Cause.GRADER


def test_a_gpu_that_is_asked_for_and_not_there() -> None:
    text = "IndexError: list index out of range"
    asks = "gpus = tf.config.list_physical_devices('GPU')\ntf.config.experimental.set_memory_growth(gpus[0], True)"
    assert stops.stops(stopped(text, asks))[0].cause is Cause.GRADER
    assert stops.stops(stopped(text, "words[0]"))[0].cause is Cause.UPSTREAM
