"""Which library the notebook builds its models with, where it is another than Keras."""

from __future__ import annotations

import re

from grader.model.evidence import Evidence

KERAS = re.compile(r"^\s*(?:from|import)\s+(?:tf_keras|keras|tensorflow)\b", re.MULTILINE)
OTHERS = {
    "PyTorch": re.compile(r"^\s*(?:from|import)\s+torch\b", re.MULTILINE),
    "JAX": re.compile(r"^\s*(?:from|import)\s+(?:jax|flax)\b", re.MULTILINE),
    "MXNet": re.compile(r"^\s*(?:from|import)\s+mxnet\b", re.MULTILINE),
}


def instead_of_keras(evidence: Evidence) -> str:
    """The name of a library that the code imports in Keras's place; empty where it imports Keras, or neither."""
    sources = [cell.source for cell in evidence.submission.code]
    if any(KERAS.search(source) for source in sources):
        return ""
    return next((name for name, use in OTHERS.items() if any(use.search(source) for source in sources)), "")
