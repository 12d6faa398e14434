"""How mutants change recorded evidence: one part of what was reported at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from grader.model.drawings import Figure
from grader.model.evidence import Evidence, Output
from grader.model.traces import Call, Fit, Model

ALICE = "alice"
"""The name of the other original."""


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


def layer(evidence: Evidence, name: str, kind: str, **settings: Any) -> Evidence:
    """Every model with the layer of that name made another kind, or with other settings."""

    def change(model: Model) -> Model:
        config = json.loads(model.config)
        for layer in config["layers"]:
            if layer["name"] == name:
                layer["class_name"] = kind
                layer["config"].update(settings)
        layers = tuple(replace(layer, kind=kind, keras=kind) if layer.name == name else layer for layer in model.layers)
        return replace(model, config=json.dumps(config), layers=layers)

    return models(evidence, change)
