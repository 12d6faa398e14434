"""Configurations that are rebuilt, and those that must never reach Keras."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from verifier.rebuilding import rebuild
from verifier.vetting import Refused, vet

from tests.unit.verify import tiny

Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def honest() -> str:
    return json.dumps(tiny.build(attention=True).get_config())


def layer(found: dict[str, Any], **changes: Any) -> None:
    found["layers"][2].update(changes)


def setting(found: dict[str, Any], **changes: Any) -> None:
    found["layers"][2]["config"].update(changes)


HOSTILE: dict[str, Change] = {
    # CVE-2025-1550: a module and a function by name
    "os.system": lambda c: layer(c, module="os", class_name="system"),
    "a function": lambda c: layer(c, class_name="function", config="system", module="builtins"),
    "lambda": lambda c: layer(c, class_name="Lambda"),
    "a pickled lambda": lambda c: layer(c, class_name="__lambda__", config={"value": "gASV"}),
    # CVE-2025-8747: keras.utils.get_file as a gadget
    "get_file": lambda c: layer(c, module="keras.utils", class_name="get_file"),
    # CVE-2025-12058: a vocabulary that is a path or an address
    "StringLookup": lambda c: layer(c, class_name="StringLookup", config={"vocabulary": "/etc/passwd"}),
    "a vocabulary on a known layer": lambda c: setting(c, vocabulary="http://127.0.0.1/x"),
    # CVE-2026-1462: a saved model in a layer
    "TFSMLayer": lambda c: layer(c, class_name="TFSMLayer", config={"filepath": "/tmp/x"}),
    "a custom class": lambda c: layer(c, module="__main__", class_name="LSTM", registered_name="evil>LSTM"),
    "a custom registered name": lambda c: layer(c, registered_name="evil>LSTM"),
    "a class of the notebook": lambda c: layer(c, module=None, class_name="MyAttention"),
    "a Keras module that isn't layers": lambda c: layer(c, module="keras.src.saving.serialization_lib"),
    "a huge layer": lambda c: setting(c, units=10**8),
    "a negative size": lambda c: setting(c, input_dim=-1),
    "a number beyond all": lambda c: setting(c, seed=10**30),
    "a long text": lambda c: setting(c, activation="a" * 1000),
    "a name with a newline": lambda c: layer(c, name="a\n::set-output::"),
    "many layers": lambda c: c["layers"].extend([c["layers"][0]] * 300),
    "too deep": lambda c: setting(c, dtype=nested(60)),
    "an initializer that reads": lambda c: setting(
        c, embeddings_initializer={"module": "numpy", "class_name": "load", "config": {"file": "/etc/passwd"}}
    ),
}


def nested(depth: int) -> Any:
    return {"a": nested(depth - 1)} if depth else 0


@pytest.mark.parametrize("name", HOSTILE)
def test_what_could_act_is_refused(name: str, honest: str) -> None:
    config = json.loads(honest)
    HOSTILE[name](config)
    with pytest.raises(Refused) as refusal:
        vet(config)
    assert str(refusal.value)
    with pytest.raises(Refused):
        rebuild(json.dumps(config))


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"layers": 5}', "[" * 100_000, '{"layers": []}'])
def test_what_is_no_configuration_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        rebuild(text)


def test_an_honest_model_is_rebuilt(honest: str) -> None:
    assert [layer.name for layer in rebuild(honest).layers if layer.weights] == [
        "encoder_embedding",
        "decoder_embedding",
        "encoder",
        "decoder",
        "attention",
        "output",
    ]
