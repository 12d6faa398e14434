"""Which configurations may be rebuilt: an allow-list of Keras's own layers, with sane numbers and nothing that acts.

Keras's loaders are no boundary (its `safe_mode` had eight holes from March 2025 to June 2026): a configuration can name
modules to import, files to read and addresses to fetch. Here every dictionary that names a class must name one of a
short list, and the keys by which a layer takes files, functions or vocabularies are refused whatever the layer.
"""

from __future__ import annotations

import re
from typing import Any

LAYERS = frozenset(
    (
        "Functional", "Sequential", "Model", "InputLayer", "Embedding", "LSTM", "GRU", "SimpleRNN", "RNN", "LSTMCell",
        "GRUCell", "SimpleRNNCell", "StackedRNNCells", "Bidirectional", "TimeDistributed", "Dense", "EinsumDense",
        "Dropout", "SpatialDropout1D", "GaussianNoise", "GaussianDropout", "Attention", "AdditiveAttention",
        "MultiHeadAttention", "GroupedQueryAttention", "Concatenate", "Add", "Subtract", "Multiply", "Average",
        "Maximum", "Minimum", "Dot", "Activation", "Softmax", "ReLU", "LeakyReLU", "ELU", "Masking", "RepeatVector",
        "Reshape", "Permute", "Flatten", "LayerNormalization", "BatchNormalization", "UnitNormalization",
        "GlobalAveragePooling1D", "GlobalMaxPooling1D", "Conv1D", "MaxPooling1D", "AveragePooling1D", "ZeroPadding1D",
        "Cropping1D", "UpSampling1D", "Identity",
        # Operations on symbolic tensors, as they stand in a functional model's configuration.
        "NotEqual", "Equal", "GetItem", "ExpandDims", "Squeeze", "Transpose", "Matmul", "Einsum", "Tanh", "Sum", "Mean",
        "Cast", "LogicalAnd", "LogicalNot", "Stack", "Divide", "Sqrt", "Exp", "Repeat", "Tile",
        # The same in Keras 2, where the function is named beside; see `FUNCTIONS`.
        "TFOpLambda", "SlicingOpLambda",
    )
)  # fmt: skip

FUNCTIONS = frozenset(
    (
        "__operators__.add", "__operators__.getitem", "__operators__.eq", "__operators__.ne", "math.add",
        "math.subtract", "math.multiply", "math.divide", "math.truediv", "math.not_equal", "math.equal",
        "math.logical_not", "math.logical_and", "math.reduce_sum", "math.reduce_mean", "math.reduce_max", "math.tanh",
        "math.exp", "math.sqrt", "nn.softmax", "nn.tanh", "nn.relu", "linalg.matmul", "linalg.einsum", "concat",
        "stack", "expand_dims", "squeeze", "transpose", "reshape", "cast", "tile", "repeat", "shape", "identity",
        "ones_like", "zeros_like", "compat.v1.shape", "compat.v1.transpose", "compat.v1.squeeze",
        "compat.v1.nn.softmax", "compat.v1.reduce_sum", "compat.v1.expand_dims",
    )
)  # fmt: skip
"""TensorFlow's own, by public names, that a layer of Keras 2 may stand for: arithmetic and shapes; nothing acts."""

PARTS = frozenset(
    (
        "GlorotUniform", "GlorotNormal", "Orthogonal", "OrthogonalInitializer", "Zeros", "Ones", "RandomUniform",
        "RandomNormal", "TruncatedNormal", "HeNormal", "HeUniform", "LecunNormal", "LecunUniform", "Constant",
        "VarianceScaling", "Identity", "DTypePolicy", "L1", "L2", "L1L2", "MaxNorm", "UnitNorm", "NonNeg", "MinMaxNorm",
    )
)  # fmt: skip

MODULES = re.compile(
    r"(tf_)?keras(\.(layers|initializers|regularizers|constraints|models|ops))?"
    r"|keras\.src\.(models\.(functional|sequential|model)|ops\.(numpy|nn|core|operation)|layers(\.\w+)+)"
    # Keras 2's, by whichever of its names `tf_keras` writes them down.
    r"|(tf_)?keras\.src\.(engine\.(functional|sequential|training|input_layer)|layers(\.\w+)+)"
)
HARMLESS_MARKS = frozenset(("__keras_tensor__", "__ellipsis__", "__slice__"))
FORBIDDEN_KEYS = frozenset(
    ("vocabulary", "filepath", "file_path", "function", "weights", "fn", "url", "path", "backend")
)
NAME = re.compile(r"[\w .:/+-]{1,120}")

DEEPEST = 40
LONGEST_LIST = 5_000
LONGEST_TEXT = 300
LARGEST_SIZE = 300_000
LARGEST_NUMBER = 10**9
MOST_LAYERS = 200
SIZES = frozenset(("units", "input_dim", "output_dim", "n", "filters", "num_heads", "key_dim", "value_dim"))


class Refused(Exception):
    """The configuration holds something that is not rebuilt; the message says what, as the end of a sentence."""


def vet(config: Any, depth: int = 0) -> None:
    """Raises `Refused` at the first thing that is not allowed."""
    if depth > DEEPEST:
        raise Refused("it is nested too deep")
    if isinstance(config, dict):
        _vet_class(config)
        for key, value in config.items():
            _vet_entry(key, value)
            vet(value, depth + 1)
    elif isinstance(config, list):
        if len(config) > LONGEST_LIST:
            raise Refused(f"it holds a list of {len(config)} entries")
        for value in config:
            vet(value, depth + 1)
    elif isinstance(config, str):
        if len(config) > LONGEST_TEXT:
            raise Refused(f"it holds a text of {len(config)} characters")
    elif isinstance(config, int | float) and abs(config) > LARGEST_NUMBER:
        raise Refused("it holds a number that is too large")


def _vet_class(config: dict[str, Any]) -> None:
    if "class_name" not in config:
        return
    kind, module, registered = (config.get(key) for key in ("class_name", "module", "registered_name"))
    if kind in HARMLESS_MARKS:
        return
    if not isinstance(kind, str) or kind not in LAYERS | PARTS:
        raise Refused(
            f"it has a layer of the class {str(kind)[:40]!r}, which is not one of Keras's that can be rebuilt"
        )
    if module is not None and not (isinstance(module, str) and MODULES.fullmatch(module)):
        raise Refused(f"its class {kind!r} comes from {str(module)[:40]!r}, which is no part of Keras")
    if registered not in (None, "", kind):
        raise Refused(f"its class {kind!r} is registered as {str(registered)[:40]!r}")


def _vet_entry(key: str, value: Any) -> None:
    if key == "function" and isinstance(value, str) and value in FUNCTIONS:
        return
    if key in FORBIDDEN_KEYS and value not in (None, False, [], {}):
        raise Refused(f"it has the setting {key!r}")
    if key == "name" and value is not None and not (isinstance(value, str) and NAME.fullmatch(value)):
        raise Refused(f"it has the name {str(value)[:40]!r}")
    if key in SIZES and isinstance(value, int) and not 0 < value <= LARGEST_SIZE:
        raise Refused(f"it has {key}={value}")
    if key == "layers" and isinstance(value, list) and len(value) > MOST_LAYERS:
        raise Refused(f"it has {len(value)} layers")
