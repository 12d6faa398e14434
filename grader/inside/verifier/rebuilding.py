"""A model from its vetted configuration, and its weights from flat arrays."""

from __future__ import annotations

import json
from math import prod
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras_measures import age
from keras_measures.blocks import leaves
from verifier.vetting import Refused, vet

MOST_WEIGHTS = 60_000_000


def rebuild(text: str) -> Any:
    """Raises `Refused` for a configuration that is not allowed, or that Keras itself can't build."""
    try:
        config = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("its configuration can't be read") from None
    if not isinstance(config, dict) or "layers" not in config:
        raise Refused("it has no configuration of layers")
    vet(config)
    kind = keras.Model if "input_layers" in config else keras.Sequential
    try:
        model = kind.from_config(config, custom_objects={})
    except Exception as fault:
        raise Refused(f"Keras can't build it from its configuration ({type(fault).__name__})") from None
    if not model.built:
        raise Refused("its configuration doesn't say what it takes as input")
    foreign = [type(layer).__name__ for layer in age.flat_layers(model) if not age.is_own(type(layer))]
    if foreign:
        raise Refused(f"it has layers that are not Keras's own ({foreign[0][:40]})")
    if sum(prod(weight.shape) for weight in model.weights) > MOST_WEIGHTS:
        raise Refused("it has more weights than are looked at")
    return model


def set_weights(model: Any, path: Path, blocks: list[dict[str, Any]]) -> None:
    """Sets all weights from a flat `.npy`; raises `Refused` where layers or shapes are others than the model's."""
    numbers = np.load(path, allow_pickle=False)
    layers = dict(leaves(model))
    if set(layers) != {block["layer"] for block in blocks} or len(layers) != len(blocks):
        raise Refused("its weights are of other layers than its configuration")
    place = 0
    for block in blocks:
        layer = layers[block["layer"]]
        shapes = [tuple(shape) for shape in block["shapes"]]
        if shapes != [tuple(weight.shape) for weight in layer.weights]:
            raise Refused(f"its weights don't fit the layer {block['layer'][:60]!r}")
        arrays = []
        for shape in shapes:
            arrays.append(numbers[place : place + prod(shape)].reshape(shape))
            place += prod(shape)
        layer.set_weights(arrays)
