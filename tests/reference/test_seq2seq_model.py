"""Tiny models: training, inference by their layers, beam search, saving, determinism, scores."""

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest

from reference.seq2seq import storage
from reference.seq2seq.analysis import observe
from reference.seq2seq.beam import beam_search
from reference.seq2seq.data import END, PAD, START, make_arrays, pad, to_ids
from reference.seq2seq.model import Attention, build_inference_models
from reference.seq2seq.scores import chrf, exact_match
from reference.seq2seq.sources import DataError
from reference.seq2seq.training import Settings, Trained, score, train

SENTENCES = ["I work.", "Does the girl see a red car in town?", "He is hungry.", "Unheard-of words."]


def texts(trained: Trained) -> list[str]:
    return [translation.text for translation in trained.translator.translate(SENTENCES)]


def test_inference_models_hold_no_weight_of_their_own(tiny: Trained) -> None:
    trained = {id(variable) for variable in tiny.model.variables}
    for model in build_inference_models(tiny.model):
        assert {id(variable) for variable in model.variables} <= trained


def test_greedy_equals_growing_prefix(tiny: Trained) -> None:
    """The one-step decoder must do what the training model does with the whole prefix."""
    target = list(tiny.translator.target_vocabulary)
    # Two of the sentences will do, for the training model is slow at this.
    for sentence, translation in zip(SENTENCES[:2], tiny.translator.translate(SENTENCES[:2]), strict=True):
        source = pad([to_ids(sentence, tiny.translator.source_vocabulary)], 9)
        prefix = [START]
        while len(prefix) <= tiny.translator.max_length:
            probabilities = np.asarray(tiny.model([source, np.array([prefix], dtype="int32")], training=False))
            prefix.append(int(probabilities[0, -1].argmax()))
            if prefix[-1] == END:
                break
        assert translation.target == [target[i] for i in prefix[1:] if i != END]


def test_padding_changes_nothing(tiny: Trained) -> None:
    together = tiny.translator.translate(SENTENCES)
    for sentence, translation in zip(SENTENCES, together, strict=True):
        alone = tiny.translator.translate([sentence])[0]
        assert alone.target == translation.target
        if alone.weights is not None and translation.weights is not None:
            np.testing.assert_allclose(alone.weights, translation.weights, atol=1e-5)


def test_weights_are_a_distribution_over_the_source(tiny: Trained) -> None:
    for translation in tiny.translator.translate(SENTENCES):
        if tiny.model.name == "seq2seq_none":
            assert translation.weights is None
        else:
            assert translation.weights is not None
            assert translation.weights.shape == (len(translation.target), len(translation.source))
            np.testing.assert_allclose(translation.weights.sum(axis=1), 1, atol=1e-5)


def test_loss_and_accuracy_leave_padding_out(tiny: Trained) -> None:
    translator = tiny.translator
    arrays = make_arrays(
        tiny.parts[2], translator.source_vocabulary, translator.target_vocabulary, 9, translator.max_length
    )
    inputs = [arrays.encoder_input, arrays.decoder_input]
    reported = tiny.model.evaluate(inputs, arrays.decoder_target, batch_size=1000, verbose=0, return_dict=True)
    probabilities = np.asarray(tiny.model(inputs, training=False))
    real = arrays.decoder_target != PAD
    right = np.take_along_axis(probabilities, arrays.decoder_target[..., None], axis=-1)[..., 0]
    assert reported["loss"] == pytest.approx(-np.log(right[real]).mean(), rel=1e-4)
    assert reported["accuracy"] == pytest.approx(
        (probabilities.argmax(axis=-1) == arrays.decoder_target)[real].mean(), rel=1e-4
    )


def test_beam_of_one_is_greedy(tiny: Trained) -> None:
    greedy, beam = tiny.translator.translate(SENTENCES), beam_search(tiny.translator, SENTENCES, 1)
    assert [t.target for t in beam] == [t.target for t in greedy]
    for one, other in zip(greedy, beam, strict=True):
        if one.weights is not None and other.weights is not None:
            np.testing.assert_allclose(one.weights, other.weights, atol=1e-6)


def test_wider_beams_find_more_probable_translations(tiny: Trained) -> None:
    def log_probability(sentence: str, target: list[str]) -> float:
        ids = [START, *(tiny.translator.target_vocabulary[token] for token in target), END]
        source = pad([to_ids(sentence, tiny.translator.source_vocabulary)], 9)
        out = np.asarray(tiny.model([source, np.array([ids[:-1]], dtype="int32")], training=False))[0]
        return float(np.log(out[np.arange(len(ids) - 1), ids[1:]]).sum())

    narrow, wide = (beam_search(tiny.translator, SENTENCES, width, length_power=0.0) for width in (1, 50))
    for sentence, one, other in zip(SENTENCES, narrow, wide, strict=True):
        if len(one.target) < tiny.translator.max_length and len(other.target) < tiny.translator.max_length:
            assert log_probability(sentence, other.target) >= log_probability(sentence, one.target) - 1e-6


def test_beam_width_is_positive(tiny: Trained) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        beam_search(tiny.translator, SENTENCES, 0)


# Keras 3.15 itself writes variables in a way that NumPy 2 deprecates.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_round_trip(tiny: Trained, tmp_path: Path) -> None:
    storage.save(tmp_path, tiny.model, tiny.translator)
    model, translator = storage.load(tmp_path)
    assert translator.source_vocabulary == tiny.translator.source_vocabulary
    assert translator.target_vocabulary == tiny.translator.target_vocabulary
    assert [t.text for t in translator.translate(SENTENCES)] == texts(tiny)
    for before, after in zip(tiny.model.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)
    assert isinstance(model.optimizer, keras.optimizers.Adam)


def test_same_seed_same_losses_and_translations(
    tiny_of: Callable[[Attention], Trained], train_tiny: Callable[[Attention], Trained]
) -> None:
    one, other = tiny_of("additive"), train_tiny("additive")
    assert one.history == other.history
    assert texts(one) == texts(other)


def test_score_takes_the_nearest_reference(tiny: Trained) -> None:
    right = texts(tiny)[0]
    scored = score(tiny.translator, [(SENTENCES[0], "tout autre chose"), (SENTENCES[0].upper(), right)])
    assert scored.sources == [SENTENCES[0]]
    assert scored.references == [["tout autre chose", right]]
    assert scored.exact == 1


def test_too_few_pairs() -> None:
    with pytest.raises(DataError, match="too few"):
        train([("Go.", "Va !")] * 3, Settings())


def test_scores() -> None:
    assert exact_match(["Le chat dort.", "non"], ["le chat dort .", "oui"]) == 0.5
    assert chrf(["le chat dort."], ["Le chat dort."]) == pytest.approx(100)
    assert chrf(["xyz"], ["abc"]) == 0
    # By hand, n = 1 and 2: precision (2/3 + 1/2) / 2, recall (2/4 + 1/3) / 2.
    precision, recall = 7 / 12, 5 / 12
    assert chrf(["abx"], ["abcd"], order=2) == pytest.approx(500 * precision * recall / (4 * precision + recall))


@pytest.mark.parametrize(
    ("loss", "val_loss", "accuracy", "words"),
    [
        ([3, 0.1, 0.099], [3, 0.1, 0.099], [0.5, 0.9, 0.99], ["no overfitting", "no underfitting", "smooth"]),
        ([3, 1, 0.1], [3, 1, 1.5], [0.5, 0.9, 0.99], ["after epoch 2", "overfits"]),
        ([3, 2.5, 2.4], [3, 2.6, 2.5], [0.1, 0.2, 0.3], ["underfits"]),
        ([3, 1, 2, 0.1], [3, 1, 2, 0.1], [0.5, 0.9, 0.8, 0.99], ["jumpy", "in 1 and validation loss in 1 of 3"]),
    ],
)
def test_observations(loss: list[float], val_loss: list[float], accuracy: list[float], words: list[str]) -> None:
    history = {"loss": loss, "val_loss": val_loss, "accuracy": accuracy, "val_accuracy": accuracy}
    said = " ".join(observe("plain", history))
    assert all(word in said for word in words), said
