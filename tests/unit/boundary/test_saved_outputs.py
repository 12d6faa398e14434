"""What saved outputs show: epochs in every form that Keras and notebooks print them in, and pairs of texts."""

from __future__ import annotations

import pytest

from grader.boundary import saved, saved_epochs, saved_pairs
from grader.intake.outputs import saved_outputs
from grader.model.saved import SavedTraining, SavedTranslation
from grader.model.submission import Cell, CellKind, SavedOutput, Submission


def only(text: str) -> SavedTraining:
    (training,) = saved_epochs.read(3, text)
    return training


def as_read(text: str) -> str:
    """As intake keeps it."""
    (output,), _ = saved_outputs([{"output_type": "stream", "name": "stdout", "text": text}])
    return output.text


KERAS_1 = "".join(
    f"Epoch {n}/2\n7800/8000 [===>.] - ETA: 2s - loss: {9 - n}.1 - acc: 0.1{chr(8) * 70}\b"
    f"8000/8000 [=====] - 121s - loss: {3 - n}.2270 - acc: 0.0811 - val_loss: 2.1 - val_acc: 0.09 {chr(8) * 90}\n"
    for n in (1, 2)
)
KERAS_2 = "".join(
    f"Epoch {n}/2\n  1/125 [....] - ETA: 5s - loss: 9.9 - accuracy: 0.1{chr(8) * 60}\r125/125 [====] - 5s 18ms/step - "
    f"loss: {3 - n}.2270 - accuracy: 0.7 - val_loss: 1.0 - val_accuracy: 0.7\n"
    for n in (1, 2)
)
KERAS_3 = "".join(
    f"Epoch {n}/2\n\x1b[1m  1/125\x1b[0m \x1b[37m━━━━\x1b[0m \x1b[1m3s\x1b[0m 9ms/step - accuracy: 0.1 - loss: 9.9"
    f"{chr(8) * 40}\r\x1b[1m125/125\x1b[0m \x1b[32m━━━━\x1b[0m\x1b[37m\x1b[0m \x1b[1m56s\x1b[0m 372ms/step - "
    f"accuracy: 0.7 - loss: {3 - n}.2270 - val_accuracy: 0.6 - val_loss: 1.1 - learning_rate: 2.0000e-04\n"
    for n in (1, 2)
)
QUIET = "Epoch 1/2\n - 5s - loss: 2.2270 - acc: 0.8\nEpoch 2/2\n125/125 - 5s - 40ms/step - loss: 1.2270 - acc: 0.8\n"


@pytest.mark.parametrize(
    ("text", "steps"), [(KERAS_1, 8000), (KERAS_2, 125), (KERAS_3, 125), (QUIET, 125)], ids=["1", "2", "3", "verbose=2"]
)
def test_epochs_of_keras(text: str, steps: int) -> None:
    training = only(as_read(text))
    assert [epoch.number for epoch in training.epochs] == [1, 2]
    assert training.losses == (2.227, 1.227)
    assert (training.cell, training.asked, training.steps, training.whole, training.broken) == (
        3,
        2,
        steps,
        True,
        False,
    )
    assert {"acc", "accuracy"} & set(training.epochs[0].logs)


@pytest.mark.parametrize(
    "lines",
    [
        "Epoch 1 Loss 2.2270\nEpoch 2 Loss 1.2270\n",
        "epoch: 1, loss: 2.227\nepoch: 2, loss: 1.227\n",
        "Epoch [1/2], Loss: 2.2270\nEpoch [2/2], Loss: 1.2270\n",
        "Epoch: 01 | Time: 3s | Train Loss: 2.227 | Val. Loss: 9.1\nEpoch: 02 | Train Loss: 1.227 | Val. Loss: 8\n",
        "Epoch 1/2\nLoss: 2.227\n\nEpoch 2/2\nLoss: 1.227\n",
        "Epoch 1/2 - loss=2.227, val_loss=3\nEpoch 2/2 - loss=1.227, val_loss=3\n",
        "Epoch 1: val_loss 3.1, train loss 2.227\nEpoch 2: val_loss 3.1, train loss 1.227\n",
        "Epoch #1 of 2: the loss is 2.227\nEpoch #2 of 2: the loss is 1.227\n",
        "Epoch 0 Loss tf.Tensor(2.227, shape=(), dtype=float32)\nEpoch 1 Loss tf.Tensor(1.227, shape=())\n",
        "Epoch 1 Batch 0 Loss 9.1\nEpoch 1 Batch 100 Loss 3.1\nEpoch 1 Loss 2.2270\nTime taken 2.1 sec\n\n"
        "Epoch 2 Batch 0 Loss 2.1\nEpoch 2 Batch 100 Loss 1.9\nEpoch 2 Loss 1.2270\n",
        "Epoch: 1/2 | Batch: 0/9 | Loss: 9.1\nEpoch: 1/2 | Batch: 5/9 | Loss: 4.1\n--- Epoch 1 | Avg Loss: 2.227 |\n"
        "Epoch: 2/2 | Batch: 0/9 | Loss: 9.1\nEpoch: 2/2 | Batch: 5/9 | Loss: 4.1\n--- Epoch 2 | Avg Loss: 1.227 |\n",
    ],
)
def test_epochs_that_a_notebook_prints_itself(lines: str) -> None:
    assert only(lines).losses == (2.227, 1.227)
    assert only(lines).whole


def test_batches_alone_stand_for_their_epoch_where_all_of_them_are_there() -> None:
    lines = [f"Epoch {epoch} Batch {batch} Loss {9 - epoch}.{9 - batch}" for epoch in (1, 2) for batch in (0, 1, 2)]
    assert only("\n".join(lines)).losses == (8.7, 7.7)
    cut = only("\n".join(lines[:-1]))
    assert (cut.losses, cut.broken) == ((8.7,), True)


def test_an_epoch_that_was_interrupted_is_none() -> None:
    text = QUIET + "Epoch 3/20\n3045/4665 ━━━ 18:33 687ms/step - accuracy: 0.9 - loss: 0.3306"
    training = only(text)
    assert (len(training.epochs), training.broken, training.asked) == (2, True, 20)


def test_several_trainings_in_one_cell() -> None:
    again = "Epoch 1/1\n5/5 [==] - 2s - loss: 0.5000\n"
    assert [len(training.epochs) for training in saved_epochs.read(0, QUIET + QUIET)] == [2, 2]
    loop = only(again * 15)
    assert (len(loop.epochs), loop.asked, loop.whole) == (15, 0, True), "fit(epochs=1) in a loop"
    resumed = QUIET + "Epoch 3/4\n - 5s - loss: 1.0\nEpoch 4/4\n - 5s - loss: 0.9\n"
    assert len(only(resumed).epochs) == 4


def test_what_callbacks_and_others_say_is_no_epoch() -> None:
    callbacks = QUIET.replace("Epoch 2/2", "Epoch 00001: loss improved from inf to 2.2270, saving model\nEpoch 2/2")
    assert only(
        callbacks + "Epoch 2: early stopping\nRestoring model weights from the end of the best epoch: 1.\n"
    ) == only(QUIET)
    for text in (
        "",
        "loss: 1.2",
        "We train for 10 epochs, and the loss is 0.1.",
        "Test loss: 0.5\n",
        "Epoch 3\n",
        "Loss after training: 0.2",
        "20/20 [===] - 16s 351ms/step - loss: 8.5163",
        "Epoch 1 val_loss: 2.0\n",
    ):
        assert saved_epochs.read(0, text) == (), text


def test_a_loss_that_is_not_finite() -> None:
    training = only("Epoch 1/2\n - 5s - loss: nan - acc: 0.1\nEpoch 2/2\n - 5s - loss: inf - acc: 0.1\n")
    assert training.losses == (None, None)


def test_a_middle_that_was_left_out() -> None:
    long = "".join(f"Epoch {n}/900\n - 5s - loss: {900 - n}.5 - acc: 0.1\n" for n in range(1, 901))
    training = only(as_read(long))
    assert 300 < len(training.epochs) < 900 and not training.whole


@pytest.mark.parametrize(
    "text",
    [
        "Epoch 1 " * 100_000,
        "loss " * 200_000,
        "Epoch 1/1\n" * 100_000,
        "Epoch " + "9" * 100_000,
        "a: " * 200_000,
        "[" * 500_000,
        "Epoch 1 loss 1\n" * 50_000,
        "x → y\n" * 20_000,
        "a: b\n" * 100_000,
        "('" * 100_000,
        "-" * 300_000,
    ],
)
def test_no_text_takes_long_or_fails(text: str) -> None:
    saved_epochs.read(0, text)
    saved_pairs.read([(0, text)])


PAIRS = [("Go on.", "Continue !"), ("I'm 20.", "J'ai 20 ans."), ("Hi.", "Salut !")]


@pytest.mark.parametrize(
    "template",
    [
        "-\nInput sentence: {0}\nDecoded sentence: {1}\n",
        "-\n('Input sentence:', {0!r})\n('Decoded sentence:', u{1!r})\n",
        "English: {0}\n1/1 [====] - 0s 20ms/step\nReference: xx yy\nFrench: {1}\n----\n",
        "Phrase en anglais :\n{0}\nPhrase en français :\n{1}\n\n",
        "{0} → {1}\n",
        "{0} --> {1}\n",
        "SRC = {0}\nPRED = {1}\n",
        "Sentence 1: {0}\nTranslation 1: {1}\n",
    ],
)
def test_pairs_in_many_formats(template: str) -> None:
    text = as_read("".join(template.format(*pair) for pair in PAIRS))
    assert [(pair.source, pair.output) for pair in saved_pairs.read([(5, text)])] == PAIRS


def test_pairs_of_tokens() -> None:
    text = "input seq  :  ['go', 'on']\ndecoded seq:  ['va', '<EOS>']\n++--++\n" * 2
    assert saved_pairs.read([(5, text)]) == (SavedTranslation(cell=5, source="go on", output="va <EOS>"),)


def test_one_pair_a_cell() -> None:
    texts = [(cell, f"English: {source}\nFrench: {output}\n") for cell, (source, output) in enumerate(PAIRS)]
    assert [pair.cell for pair in saved_pairs.read(texts)] == [0, 1, 2]
    assert saved_pairs.read(texts[:1]) == (), "what comes once has no form that could be told"


@pytest.mark.parametrize(
    "text",
    [
        "Input shape: (3, 4)\nOutput shape: (5, 6)\n" * 3,
        "Samples: 10\nTokens: 20\n" * 3,
        "loss: 0.5\naccuracy: 0.7\n" * 3,
        "English: Go.\n" * 5,
        "Name: x\nName: y\n",
        "0 -> 1\n1 -> 2\n",
        "English: Go.\nFrench: Go.\n" * 3,
        QUIET,
    ],
)
def test_what_is_no_pair(text: str) -> None:
    assert saved_pairs.read([(0, text)]) == ()


def test_a_submission_as_a_whole() -> None:
    cells = (
        Cell(index=0, kind=CellKind.MARKDOWN, source=QUIET),
        Cell(index=1, kind=CellKind.CODE, source="fit", saved_outputs=(SavedOutput(text=QUIET),)),
        Cell(index=2, kind=CellKind.CODE, source="x", saved_outputs=(SavedOutput(text=QUIET, error="ValueError"),)),
        Cell(index=3, kind=CellKind.CODE, source="y", saved_outputs=(SavedOutput(text="", has_image=True),)),
        Cell(index=4, kind=CellKind.CODE, source="z"),
    )
    found = saved.read(Submission(name="x", slug="x", path="x", notebook="x", sha256="", cells=cells))
    assert [training.cell for training in found.trainings] == [1]
    assert (found.pictures, found.cells, found.translations) == ((3,), 3, ())
