"""Whether a notebook is run again with Keras 2, and what is said where that is missing."""

from __future__ import annotations

from importlib import metadata

import pytest

from grader import attempts
from grader.model.attempt import Attempt, KerasAge
from grader.roles import stops
from tests.unit.roles.test_stops_of_age import KERAS, OWN, stopped


def test_an_error_of_age_is_tried_again_once() -> None:
    evidence, first = stopped(KERAS[0]), Attempt(columns=2)
    again = attempts.with_keras_2(evidence, (first,))
    assert again is not None
    assert (again.keras, again.columns) == (KerasAge.LEGACY, 2)
    assert again.reason.startswith("Cell 1 stopped with ModuleNotFoundError")
    assert attempts.with_keras_2(evidence, (first, again)) is None


def test_a_mistake_is_not() -> None:
    assert attempts.with_keras_2(stopped(OWN[0]), (Attempt(),)) is None


def test_without_keras_2_it_is_said_and_stays_ungradable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "has_keras_2", lambda: False)
    evidence = stopped(KERAS[0])
    assert attempts.with_keras_2(evidence, (Attempt(),)) is None
    assert attempts.lacking(evidence) == (
        "Keras 2 could not be tried: tf_keras is not installed. Install it with: sh setup.sh",
    )
    assert stops.is_machinery(stops.stops(evidence)[0])
    assert attempts.lacking(stopped(OWN[0])) == ()


def test_what_was_installed_without_dependencies_is_of_tensorflows_own_release() -> None:
    names = {each.metadata["Name"].replace("_", "-") for each in metadata.distributions()}
    assert "tf-keras" in names
    ours = names & {"tf-keras", "tensorflow-text", "tensorflow-cpu", "tensorflow"}
    assert len({metadata.version(name).rsplit(".", 1)[0] for name in ours}) == 1
