"""The model and the batches that the command takes for real data: they train, translate, save, load, and repeat."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from reference.seq2seq import storage
from reference.seq2seq.beam import beam_search
from reference.seq2seq.cli import _settings, parser
from reference.seq2seq.data import PAD, Arrays, make_arrays
from reference.seq2seq.inference import Translation, Translator
from reference.seq2seq.model import Attention
from reference.seq2seq.real_data import batches_by_length, inference_models
from reference.seq2seq.toy import toy_pairs
from reference.seq2seq.training import REAL_DATA, Settings, Trained, train

# Keras 3.15 itself writes variables in a way that NumPy 2 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
SENTENCES = ["I work.", "Does the girl see a red car in town?"]


def _train(attention: Attention) -> Trained:
    """Two epochs on 100 pairs."""
    settings = replace(REAL_DATA, epochs=2, units=8, batch_size=16, attention=attention)
    return train(toy_pairs()[:100], settings, verbose=0)


_trained_once = cache(_train)


@pytest.fixture(params=("none", "additive", "dot"))
def trained(request: pytest.FixtureRequest) -> Trained:
    """A tiny model of each kind."""
    return _trained_once(request.param)


def _arrays(trained: Trained, longer: int = 0) -> Arrays:
    translator = trained.translator
    vocabularies = translator.source_vocabulary, translator.target_vocabulary
    return make_arrays(trained.parts[2], *vocabularies, 12 + longer, translator.max_length + longer)


def _texts(translations: list[Translation]) -> list[str]:
    return [translation.text for translation in translations]


def test_one_step_decoder_computes_what_was_trained(trained: Trained) -> None:
    arrays = _arrays(trained)
    together = np.asarray(trained.model([arrays.encoder_input, arrays.decoder_input]))
    encoder, decoder = inference_models(trained.model)
    memory, *states = map(np.asarray, encoder(arrays.encoder_input))
    looked_at = [memory, arrays.encoder_input] if len(decoder.inputs) > 3 else []
    for position in range(3):
        word = arrays.decoder_input[:, position : position + 1]
        scores, *new = map(np.asarray, decoder([word, *states, *looked_at]))
        states = new[:2]
        np.testing.assert_allclose(scores[:, 0], together[:, position], atol=1e-5)
    variables = {id(variable) for variable in trained.model.variables}
    assert {id(variable) for variable in decoder.variables} <= variables


def test_padding_is_masked_in_loss_and_accuracy(trained: Trained) -> None:
    measured = []
    for longer in (0, 7):
        arrays = _arrays(trained, longer)
        inputs = [arrays.encoder_input, arrays.decoder_input]
        measured.append(trained.model.evaluate(inputs, arrays.decoder_target, batch_size=100, verbose=0))
    np.testing.assert_allclose(measured[0], measured[1], atol=1e-4)


def test_weights_are_a_distribution_over_the_source(trained: Trained) -> None:
    for translation in trained.translator.translate(SENTENCES):
        if trained.model.name == "real_none":
            assert translation.weights is None
        else:
            assert translation.weights is not None
            assert translation.weights.shape == (len(translation.target), len(translation.source))
            np.testing.assert_allclose(translation.weights.sum(axis=1), 1, atol=1e-5)


def test_beams(trained: Trained) -> None:
    greedy = _texts(trained.translator.translate(SENTENCES))
    assert _texts(beam_search(trained.translator, SENTENCES, 1)) == greedy
    assert len(beam_search(trained.translator, SENTENCES, 3)) == 2


def test_save_and_load(trained: Trained, tmp_path: Path) -> None:
    storage.save(tmp_path, trained.model, trained.translator)
    model, loaded = storage.load(tmp_path)
    for before, after in zip(trained.model.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)
    translator: Translator = trained.translator
    assert _texts(loaded.translate(SENTENCES)) == _texts(translator.translate(SENTENCES))


def test_same_seed_same_losses_and_translations() -> None:
    one, other = _trained_once("additive"), _train("additive")
    assert one.history == other.history
    assert _texts(one.translator.translate(SENTENCES)) == _texts(other.translator.translate(SENTENCES))


def test_learning_rate_falls_to_a_tenth(trained: Trained) -> None:
    assert float(trained.model.optimizer.learning_rate) == pytest.approx(REAL_DATA.learning_rate / 10)


def test_batches_hold_every_pair_once_with_little_padding(trained: Trained) -> None:
    arrays = _arrays(trained)
    count = len(arrays.decoder_target)
    epochs = batches_by_length(arrays, size=4, seed=1)
    seen: list[list[tuple[int, ...]]] = []
    for _ in range(2):
        seen.append([])
        for (source, before), target in epochs:
            assert (np.asarray(source) != PAD).any(axis=0).all()
            assert (np.asarray(target) != PAD).any(axis=0).all()
            assert before.shape == target.shape
            seen[-1] += [tuple(row[row != PAD]) for row in np.asarray(target)]
    wanted = sorted(tuple(row[row != PAD]) for row in arrays.decoder_target)
    assert len(seen[0]) == count and sorted(seen[0]) == sorted(seen[1]) == wanted
    assert seen[0] != seen[1]
    assert len(epochs) == -(-count // 4)


def test_command_chooses_by_the_data() -> None:
    of: Callable[..., Settings] = lambda *arguments: _settings(parser().parse_args(arguments))  # noqa: E731
    assert of() == Settings()
    assert of("--data", "fra.txt") == REAL_DATA
    chosen = of("--data", "fra.txt", "--learning-rate", "0.01", "--attention", "dot", "--batch-size", "7")
    assert chosen == replace(REAL_DATA, learning_rate=0.01, attention="dot", batch_size=7)
