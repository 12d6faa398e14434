"""Tiny trained models, made once: compiling a model costs more than training it here."""

import os

# Read by TensorFlow when it is imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

from collections.abc import Callable
from functools import cache

import pytest

from reference.seq2seq.model import Attention
from reference.seq2seq.toy import toy_pairs
from reference.seq2seq.training import Settings, Trained, train

ATTENTIONS: tuple[Attention, ...] = ("none", "additive", "dot")


@pytest.fixture(scope="session")
def pairs() -> list[tuple[str, str]]:
    """The toy corpus."""
    return toy_pairs()


@pytest.fixture(scope="session")
def train_tiny(pairs: list[tuple[str, str]]) -> Callable[[Attention], Trained]:
    """Train 12 units for an epoch on 300 pairs; every call trains anew."""

    def run(attention: Attention) -> Trained:
        return train(pairs[:300], Settings(epochs=1, units=12, batch_size=30, attention=attention, seed=7), verbose=0)

    return run


@pytest.fixture(scope="session")
def tiny_of(train_tiny: Callable[[Attention], Trained]) -> Callable[[Attention], Trained]:
    """The same, but trained once and kept."""
    return cache(train_tiny)


@pytest.fixture(scope="session", params=ATTENTIONS)
def tiny(request: pytest.FixtureRequest, tiny_of: Callable[[Attention], Trained]) -> Trained:
    """A tiny trained model of each kind."""
    return tiny_of(request.param)
