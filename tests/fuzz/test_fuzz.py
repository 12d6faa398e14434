"""A sample of the fuzzing, the same at every run, and all that longer ones ever found."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.__main__ import CORPUS, kept
from tests.fuzz.targets import SEEDS, TARGETS, Target, check

SAMPLE = 10  # examples for each unit of a target's weight


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_whatever_is_read_is_read_or_refused(target: Target) -> None:
    for name in target.seeds:
        check(target, (SEEDS / name).read_bytes())

    @settings(
        max_examples=SAMPLE * target.weight or 4,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(data=target.examples())
    def holds(data: bytes) -> None:
        check(target, data)

    holds()


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*-*")), ids=lambda path: path.name)
def test_what_was_found_once_is_mended(path: Path) -> None:
    check(*kept(path))
