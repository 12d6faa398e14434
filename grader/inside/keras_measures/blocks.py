"""The weights of a model by layer, the same on both sides: the recorder writes them so, the verifier sets them so.

By the layer's path through nested models rather than by position: two LSTMs of one shape must not change places.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras

MOST_LAYERS = 200


def leaves(model: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every layer with weights that is no model itself, with its path."""
    for layer in model.layers:
        path = f"{prefix}{layer.name}"
        if isinstance(layer, keras.Model):
            yield from leaves(layer, f"{path}/")
        elif layer.weights:
            yield path, layer
