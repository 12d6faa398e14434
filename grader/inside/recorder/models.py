"""A Keras model as the journal keeps it: layers, variables by identity, shapes, configuration."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
from keras_measures import age
from recorder.journal import Journal

MOST_LAYERS = 200
LONGEST_CONFIG = 2_000_000
LONGEST_NAME = 300


def weights_digest(model: Any) -> str:
    """One digest over all trainable weights; empty for a model that has none yet."""
    weights = model.trainable_variables
    if not weights:
        return ""
    total = hashlib.blake2b(digest_size=16)
    for weight in weights:
        total.update(np.ascontiguousarray(weight.numpy()).tobytes())
    return total.hexdigest()


def _digest(variable: Any) -> str:
    """Of one variable's values, so that weights that were saved and loaded again are known by what they are."""
    values = np.asarray(variable)
    return hashlib.blake2b(np.ascontiguousarray(values).tobytes(), digest_size=16).hexdigest()


def keras_ancestor(layer: Any) -> str:
    """The nearest class in the layer's line that Keras itself defines."""
    for kind in type(layer).__mro__:
        if age.is_own(kind):
            return str(kind.__name__)
    return ""


def flat_layers(model: Any) -> list[Any]:
    """All layers below the model, wrappers and nested models opened."""
    return age.flat_layers(model)[:MOST_LAYERS]


def write(journal: Journal, model: Any) -> int:
    """Notes the model as it is now; a later note of the same handle replaces this one."""
    handle = journal.handle(model)
    _write(
        journal,
        handle,
        layers=flat_layers(model),
        variables=model.variables,
        name=str(model.name),
        type=kind_of(model),
        input_shapes=shapes(getattr(model, "inputs", None)),
        output_shapes=shapes(getattr(model, "outputs", None)),
        config=configuration(model),
        compiled=compiled(model),
    )
    return handle


def write_united(journal: Journal, handle: int, parts: list[Any]) -> None:
    """Notes models and layers that were trained together, by one step, as the one model that they are."""
    layers = {id(layer): layer for part in parts for layer in (part, *flat_layers(part))}
    variables = {id(variable): variable for part in parts for variable in part.variables}
    _write(
        journal,
        handle,
        layers=list(layers.values())[:MOST_LAYERS],
        variables=list(variables.values()),
        name=" + ".join(str(part.name) for part in parts)[:LONGEST_NAME],
        type="subclassed",
    )


def _write(journal: Journal, handle: int, layers: list[Any], variables: list[Any], **fields: Any) -> None:
    # What a training told about a model that doesn't know it itself; of its loss the training knows best.
    found = journal.learnt.get(handle, {}).items()
    learnt = {name: value for name, value in found if value and (name == "compiled" or not fields.get(name))}
    journal.write(
        "model",
        handle=handle,
        layers=[
            {
                "name": str(layer.name),
                "kind": type(layer).__name__,
                "keras": keras_ancestor(layer),
                "variables": [journal.handle(variable) for variable in layer.variables],
            }
            for layer in layers
        ],
        variables=[
            {
                "handle": journal.handle(variable),
                "path": age.path_of(variable),
                "shape": list(variable.shape),
                "trainable": bool(variable.trainable),
                "digest": _digest(variable),
            }
            for variable in variables
        ],
        **{**fields, **learnt},
    )


def part(layer: Any) -> dict[str, Any]:
    """What matters of a layer that was traced: its kind by its nearest Keras ancestor, and a few settings."""
    told: dict[str, Any] = {"kind": keras_ancestor(layer) or type(layer).__name__}
    for name in ("units", "input_dim"):
        value = getattr(layer, name, None)
        if isinstance(value, int):
            told[name] = value
    activation = getattr(layer, "activation", None)
    if activation is not None:
        told["activation"] = str(getattr(activation, "__name__", type(activation).__name__))
    inner = getattr(layer, "layer", None) or getattr(layer, "forward_layer", None)
    if inner is not None:
        told["layer"] = part(inner)
    # An LSTM has a cell as well, but is told by its own name; of stacked cells the first tells for all.
    if told["kind"] == "RNN":
        stacked = getattr(layer.cell, "cells", None)
        told["cell"] = part(stacked[0] if stacked else layer.cell)
    return told


def kind_of(model: Any) -> str:
    names = {kind.__name__ for kind in type(model).__mro__}
    return "sequential" if "Sequential" in names else "functional" if "Functional" in names else "subclassed"


def shapes(tensors: Any) -> list[list[int | None]]:
    return [list(tensor.shape) for tensor in tensors or []]


def configuration(model: Any) -> str:
    """The model's own configuration as JSON text, empty where it can't tell."""
    try:
        config = model.get_config()
    except Exception:
        return ""
    if "layers" not in config:
        return ""
    text = json.dumps(config, default=age.plain)
    return text if len(text) <= LONGEST_CONFIG else ""


def compiled(model: Any) -> dict[str, Any] | None:
    """What `compile` was given; None for a model that was not compiled."""
    if not age.is_compiled(model):
        return None
    given: dict[str, Any] = getattr(model, "_recorded_compile", {})
    loss: Any = given.get("loss")
    settings = loss.get_config() if hasattr(loss, "get_config") else {}
    return {
        "optimizer": type(model.optimizer).__name__,
        "loss": name_of(loss),
        "from_logits": bool(settings.get("from_logits", False)),
        "metrics": [name_of(metric) for metric in given.get("metrics") or []],
    }


def name_of(thing: Any) -> str:
    if isinstance(thing, str):
        return thing
    if isinstance(thing, dict | list | tuple):
        return ", ".join(name_of(item) for item in (thing.values() if isinstance(thing, dict) else thing))
    if thing is None:
        return ""
    name = str(getattr(thing, "__name__", type(thing).__name__))
    module = str(getattr(thing, "__module__", type(thing).__module__))
    return name if module.split(".")[0] in (*age.OWN, "tensorflow") else f"{name} (of the notebook)"
