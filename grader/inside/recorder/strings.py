"""Strings that enter a model, as the ids that its own vectorization layer makes of them.

A `TextVectorization` inside a model is the notebook's tokeniser: asked once more, outside of the model, it tells the
ids that nothing else would show.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras_measures import age
from recorder import models, tensors
from recorder.journal import Journal


def ids(journal: Journal, model: Any, values: Any) -> list[Any]:
    """The leaves that entered a model in their order: strings as ids where that can be told, all others as they are."""
    leaves = [leaf for leaf in age.flatten(values) if leaf is not None]
    texts = [tensors.as_texts(leaf) for leaf in leaves]
    if all(text is None for text in texts):
        return leaves
    layers = _vectorizers(model, [place for place, text in enumerate(texts) if text is not None])
    return [
        leaf if text is None or place not in layers else _vectorized(journal, layers[place], text)
        for place, (leaf, text) in enumerate(zip(leaves, texts, strict=True))
    ]


def _vectorizers(model: Any, places: list[int]) -> dict[int, Any]:
    """By the place of an input, the layer that takes it: as a graph connects them, else in the order of both."""
    layers = [layer for layer in models.flat_layers(model) if isinstance(layer, keras.layers.TextVectorization)]
    inputs = list(getattr(model, "inputs", None) or [])
    found = {
        place: layer
        for place, tensor in enumerate(inputs)
        for layer in layers
        if any(tensor is entered for node in layer._inbound_nodes for entered in age.inputs_of(node))
    }
    if found or not layers:
        return found
    # One layer for all of them, or one for each.
    return {place: layers[min(number, len(layers) - 1)] for number, place in enumerate(places)}


def _vectorized(journal: Journal, layer: Any, texts: Any) -> Any:
    journal.busy += 1
    try:
        made = layer(tf.constant(texts.tolist(), dtype=tf.string))
        return np.asarray(made.to_tensor() if hasattr(made, "to_tensor") else made)
    finally:
        journal.busy -= 1
