"""What the code of a cell needs, defines and changes, as far as a look at its names can tell."""

from __future__ import annotations

import pytest

from grader.roles import names


@pytest.mark.parametrize(
    ("source", "needs", "defines", "changes"),
    [
        ("x = y + 1", "y", "x", ""),
        ("x = 1\nprint(x)", "", "x", ""),
        ("x = x + 1", "x", "x", ""),
        ("x += 1", "x", "x", ""),
        ("import numpy as np\nfrom keras.layers import LSTM, Dense as D", "", "np LSTM D", ""),
        ("import os.path", "", "os", ""),
        ("history = model.fit(x, y, epochs=3)", "model x y", "history", "model"),
        ("model.layers[0].trainable = False", "model", "", "model"),
        ("d['a'] = 1", "d", "", "d"),
        ("model.summary()", "model", "", ""),
        ("for i, (a, b) in enumerate(pairs):\n    total = a\nprint(b)", "pairs", "i a b total", ""),
        ("z = [w for w in words if w in seen]", "words seen", "z", ""),
        ("f = lambda a: a + k", "k", "f", ""),
        ("def f(a, *b, c=limit):\n    import re\n    q = a\n    return model(q, re, b, c)", "limit model", "f", ""),
        ("def f():\n    global best\n    best = 1", "", "f", ""),
        ("class A(Base):\n    def __init__(self):\n        self.x = Dense(units)", "Base Dense units", "A", ""),
        ("with open(path) as file:\n    text = file.read()", "path", "file text", ""),
        ("try:\n    a = load()\nexcept OSError as e:\n    print(e, other)", "load other", "a e", ""),
        ("if flag:\n    a = 1\nelse:\n    b = a2", "flag a2", "a b", ""),
        ("!pip install keras\n%matplotlib inline\nx = 1\nmodel?", "", "x", ""),
        ("files = !ls\nprint(files)", "", "files", ""),
        ("%%time\nx = y", "y", "x", ""),
        ("%%bash\nls -l", "", "", ""),
        ("for i in range(3):\n    !echo {i}\n    x = i", "", "i x", ""),
    ],
)
def test_names(source: str, needs: str, defines: str, changes: str) -> None:
    found = names.of(source)
    assert found.known
    assert (found.needs, found.defines, found.changes) == tuple(
        frozenset(words.split()) for words in (needs, defines, changes)
    )


@pytest.mark.parametrize("source", ["print 'hello'", "f(]", "x = (\n", "\0"])
def test_what_is_no_python_is_unknown(source: str) -> None:
    assert names.of(source) == names.UNKNOWN


def test_where_something_is_trained() -> None:
    """By calls, not by definitions; a tokenizer's or an encoder's `fit` is none."""
    sources = {
        0: "def train(m):\n    m.fit(x, y, epochs=3)\ndef again():\n    train(model)",
        1: "tokenizer.fit_on_texts(lines)\nencoder.fit(labels)",
        2: "train(model)\nagain()",
        3: "history = model.fit([a, b], c)",
        4: "for e in range(9):\n    with tf.GradientTape() as tape:\n        loss = f()\n"
        "    optimizer.apply_gradients(zip(tape.gradient(loss, w), w))",
        5: "!nvidia-smi\nmodel.fit(data, epochs=100); model.evaluate(x)",
        6: "print 'old'; model.fit(x, y)",
        7: "print(history.history)",
    }
    assert names.trainings(sources) == {2: 2, 3: 1, 4: 1, 5: 1, 6: 1}
