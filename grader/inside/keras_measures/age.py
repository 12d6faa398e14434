"""What differs between Keras 3 and Keras 2 (see `legacy`), for recorder and verifier alike; nothing else asks which."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

LEGACY = keras.__name__ == "tf_keras"
OWN = frozenset(("keras", "tf_keras"))
"""Packages of Keras's own classes."""

flatten: Any
map_structure: Any
pack_sequence_as: Any
Batches: Any
"""Keras's own class for a sequence of batches."""
KerasTensor: Any
crossentropies: Any
"""The module whose two cross-entropies all of Keras's losses call."""
UPDATES: tuple[tuple[Any, str], ...]
"""By which methods optimizers update variables."""

if LEGACY:
    from keras.src import backend
    from keras.src.engine import keras_tensor
    from keras.src.optimizers.legacy.optimizer_v2 import OptimizerV2
    from keras.src.optimizers.optimizer import Optimizer

    flatten, map_structure, pack_sequence_as = tf.nest.flatten, tf.nest.map_structure, tf.nest.pack_sequence_as
    Batches, KerasTensor, crossentropies = keras.utils.Sequence, keras_tensor.KerasTensor, backend
    UPDATES = ((Optimizer, "apply_gradients"), (OptimizerV2, "apply_gradients"))
else:
    from keras.src.backend import nn
    from keras.src.optimizers.base_optimizer import BaseOptimizer

    flatten, map_structure = keras.tree.flatten, keras.tree.map_structure
    pack_sequence_as = keras.tree.pack_sequence_as
    Batches, KerasTensor, crossentropies = keras.utils.PyDataset, keras.KerasTensor, nn
    UPDATES = ((BaseOptimizer, "apply"),)


def updated(optimizer: Any, gradients: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
    """The variables that a call of one of `UPDATES` changes."""
    if LEGACY:
        return [variable for _, variable in gradients]
    given = args[0] if args else kwargs.get("trainable_variables")
    return list(optimizer._trainable_variables if given is None else given)


def plain(value: Any) -> str:
    """What a configuration holds and JSON does not, as Keras itself writes it."""
    return value.name if isinstance(value, tf.DType) else str(value)


def path_of(variable: Any) -> str:
    return str(getattr(variable, "path", None) or variable.name)


def is_compiled(model: Any) -> bool:
    return bool(getattr(model, "_is_compiled" if LEGACY else "compiled", False))


def is_own(kind: type) -> bool:
    """Whether a class is Keras's own."""
    return kind.__module__.split(".")[0] in OWN


def flat_layers(model: Any) -> list[Any]:
    """All layers below the model, wrappers and nested models opened; Keras 2 counts its metrics among them."""
    found = model._flatten_layers(include_self=False)
    return [layer for layer in found if not isinstance(layer, keras.metrics.Metric)]


def inputs_of(node: Any) -> list[Any]:
    """The tensors that entered a layer where it was called."""
    return list(flatten(node.input_tensors))
