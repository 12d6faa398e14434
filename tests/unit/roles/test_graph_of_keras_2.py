"""A configuration as Keras 2 wrote it: read as a graph, and vetted for being rebuilt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from verifier.vetting import Refused, vet

from grader.model.traces import Model
from grader.roles import architecture, graph

CONFIG = (Path(__file__).parent / "files" / "keras_2.json").read_text()


def model(config: str = CONFIG) -> Model:
    return Model(handle=1, name="m", kind="functional", cell=0, layers=(), variables=(), config=config)


def test_states_flow_from_the_encoder_to_the_decoder() -> None:
    found = graph.parse(model())
    assert found is not None
    edges = {(edge.source, edge.target, edge.state, edge.tensor) for edge in found.edges}
    assert {("lstm", "lstm_1", True, 1), ("lstm", "lstm_1", True, 2), ("tf.concat", "lstm_1", False, 0)} <= edges
    assert found.outputs == ("dense",)


def test_operations_between_layers_are_on_the_way() -> None:
    found = graph.parse(model())
    assert found is not None
    edges = {(edge.source, edge.target) for edge in found.edges}
    # A tensor alone, several in the first argument, and one among the keyword arguments.
    assert {("lstm", "tf.expand_dims"), ("embedding_1", "tf.concat"), ("tf.repeat", "tf.concat")} <= edges
    assert ("tf.__operators__.getitem", "tf.repeat") in edges


def test_a_softmax_between_layers_is_one() -> None:
    found = graph.parse(model(CONFIG.replace('"function": "expand_dims"', '"function": "nn.softmax"')))
    assert found is not None
    assert found.nodes["tf.expand_dims"].kind == "Softmax"
    assert found.nodes["tf.repeat"].kind == "TFOpLambda"


def test_its_roles_are_those_of_any_other() -> None:
    read = architecture.read(model())
    assert read.encoder is not None
    assert read.decoder is not None
    assert (read.encoder.name, read.encoder.cell, read.decoder.name) == ("lstm", "LSTM", "lstm_1")
    assert read.initialised
    assert read.output is not None
    assert read.output.softmax


def test_it_may_be_rebuilt() -> None:
    vet(json.loads(CONFIG))


@pytest.mark.parametrize("function", ["py_function", "io.read_file", "numpy_function", "os.system", ["concat"]])
def test_a_function_that_acts_may_not(function: Any) -> None:
    config = json.loads(CONFIG)
    layer = next(layer for layer in config["layers"] if layer["class_name"] == "TFOpLambda")
    layer["config"]["function"] = function
    with pytest.raises(Refused, match="the setting 'function'"):
        vet(config)


def test_a_module_of_another_may_not() -> None:
    config = json.loads(CONFIG)
    config["layers"][2]["module"] = "tf_keras.src.utils.data_utils"
    with pytest.raises(Refused, match="no part of Keras"):
        vet(config)
