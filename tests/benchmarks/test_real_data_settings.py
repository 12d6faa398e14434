"""The reference command's settings for real data: a normalised output layer that translates, saves and loads."""

import os

# Read by TensorFlow when it is imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reference.seq2seq import storage
from reference.seq2seq.cli import _settings, parser
from reference.seq2seq.data import make_arrays
from reference.seq2seq.inference import Translator
from reference.seq2seq.model import build_inference_models
from reference.seq2seq.toy import toy_pairs
from reference.seq2seq.training import REAL_DATA, Settings, Trained, train

# Keras 3.15 itself writes variables in a way that NumPy 2 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
SENTENCES = ["I work.", "Does the girl see a red car in town?"]


@pytest.fixture(scope="module")
def trained() -> Trained:
    """One epoch on 100 pairs."""
    return train(toy_pairs()[:100], replace(REAL_DATA, epochs=1, units=8, attention="dot"), verbose=0)


def test_one_step_decoder_computes_what_was_trained(trained: Trained) -> None:
    translator = trained.translator
    pairs = trained.parts[2][:4]
    vocabularies = translator.source_vocabulary, translator.target_vocabulary
    arrays = make_arrays(pairs, *vocabularies, source_length=12, target_length=translator.max_length)
    together = np.asarray(trained.model([arrays.encoder_input, arrays.decoder_input]))
    encoder, decoder = build_inference_models(trained.model)
    memory, *states = map(np.asarray, encoder(arrays.encoder_input))
    for position in range(3):
        word = arrays.decoder_input[:, position : position + 1]
        scores, *states, _ = map(np.asarray, decoder([word, *states, memory, arrays.encoder_input]))
        np.testing.assert_allclose(scores[:, 0], together[:, position], atol=1e-5)


def test_padding_is_masked_in_the_loss(trained: Trained) -> None:
    translator = trained.translator
    vocabularies = translator.source_vocabulary, translator.target_vocabulary
    losses = []
    for longer in (0, 7):
        arrays = make_arrays(trained.parts[2], *vocabularies, 12 + longer, translator.max_length + longer)
        inputs = [arrays.encoder_input, arrays.decoder_input]
        losses.append(trained.model.evaluate(inputs, arrays.decoder_target, batch_size=100, verbose=0)[0])
    assert losses[0] == pytest.approx(losses[1], abs=1e-4)


def test_save_and_load(trained: Trained, tmp_path: Path) -> None:
    storage.save(tmp_path, trained.model, trained.translator)
    _, loaded = storage.load(tmp_path)

    def texts(translator: Translator) -> list[str]:
        return [translation.text for translation in translator.translate(SENTENCES)]

    assert texts(loaded) == texts(trained.translator)


def test_command_chooses_by_the_data() -> None:
    def of(*arguments: str) -> Settings:
        return _settings(parser().parse_args(arguments))

    assert of() == Settings()
    assert of("--data", "fra.txt") == REAL_DATA
    chosen = of("--data", "fra.txt", "--learning-rate", "0.01", "--attention", "dot", "--batch-size", "7")
    assert chosen == replace(REAL_DATA, learning_rate=0.01, attention="dot", batch_size=7)
