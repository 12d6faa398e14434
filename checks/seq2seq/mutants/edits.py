"""How mutants change recorded evidence: one part of what was reported at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from grader.model.evidence import Evidence, Output
from grader.model.traces import Call, Figure, Fit, Model


def reported(evidence: Evidence, **parts: Any) -> Evidence:
    return replace(evidence, reported=replace(evidence.reported, **parts))


def fits(evidence: Evidence, change: Callable[[Fit], Fit]) -> Evidence:
    return reported(evidence, fits=tuple(change(fit) for fit in evidence.reported.fits))


def models(evidence: Evidence, change: Callable[[Model], Model]) -> Evidence:
    return reported(evidence, models=tuple(change(model) for model in evidence.reported.models))


def calls(evidence: Evidence, change: Callable[[Call], Call]) -> Evidence:
    return reported(evidence, calls=tuple(change(call) for call in evidence.reported.calls))


def outputs(evidence: Evidence, change: Callable[[Output], Output]) -> Evidence:
    return reported(evidence, outputs=tuple(change(output) for output in evidence.reported.outputs))


def figures(evidence: Evidence, change: Callable[[Figure], Figure]) -> Evidence:
    return reported(evidence, figures=tuple(change(figure) for figure in evidence.reported.figures))
