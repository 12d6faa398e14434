"""One whole run: split, encode, train, and score what was learned."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import keras

from reference.seq2seq.beam import beam_search
from reference.seq2seq.data import Arrays, build_vocabulary, make_arrays, normalise, split_pairs, tokenise
from reference.seq2seq.inference import Translation, Translator
from reference.seq2seq.model import Attention, build_model
from reference.seq2seq.real_data import Decay, batches_by_length, build_real_model, inference_models
from reference.seq2seq.scores import chrf, exact_match
from reference.seq2seq.sources import DataError

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run depends on besides its data; `vocabulary` and `max_tokens` bound words and sentence lengths.

    `real_data` takes the model and the batches of real_data.py instead of the notebook's, and lowers the learning rate
    to a tenth while it trains.
    """

    epochs: int = 20
    units: int = 128
    batch_size: int = 96
    attention: Attention = "none"
    seed: int = 1
    vocabulary: int = 10_000
    max_tokens: int = 20
    learning_rate: float = 0.006
    dropout: float = 0.2
    real_data: bool = False


# Chosen on validation sentences of fra.txt: see RESULTS.md for both settings' scores on others. Eight epochs are about
# what its runs got through.
REAL_DATA = Settings(epochs=8, units=192, batch_size=64, learning_rate=0.003, dropout=0.1, real_data=True)


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained model, its history by epoch, its translator, the test pairs, and the seconds of `fit`."""

    model: keras.Model
    history: Mapping[str, list[float]]
    translator: Translator
    parts: tuple[Pairs, Pairs, Pairs]
    seconds: float


@dataclass(frozen=True, slots=True)
class Scored:
    """Translations of distinct sentences with all their references; exact match from 0 to 1, chrF to 100."""

    sources: list[str]
    translations: list[Translation]
    references: list[list[str]]
    exact: float
    chrf: float


def train(pairs: Pairs, settings: Settings, verbose: int = 2) -> Trained:
    """Train on four fifths of the distinct English sentences; `verbose` is Keras's.

    Raises DataError if the pairs are too few to hold out a tenth for validation and a tenth for the test.
    """
    keras.utils.set_random_seed(settings.seed)
    short = [pair for pair in pairs if max(len(tokenise(side)) for side in pair) <= settings.max_tokens]
    parts = split_pairs(short, settings.seed)
    if not all(parts):
        raise DataError(f"{len(short)} pairs of at most {settings.max_tokens} tokens are too few to split in three.")
    source_vocabulary = build_vocabulary((english for english, _ in parts[0]), settings.vocabulary)
    target_vocabulary = build_vocabulary((french for _, french in parts[0]), settings.vocabulary)
    source_length = max(len(tokenise(english)) for english, _ in parts[0])
    target_length = max(len(tokenise(french)) for _, french in parts[0]) + 1
    training, validation = (
        make_arrays(part, source_vocabulary, target_vocabulary, source_length, target_length) for part in parts[:2]
    )
    model = build(len(source_vocabulary), len(target_vocabulary), settings)
    data, callbacks = fit_data(training, settings), []
    if settings.real_data:
        batches = settings.epochs * len(data["x"])
        callbacks = [Decay(lambda: int(model.optimizer.iterations) / batches)]
    start = time.perf_counter()
    history = model.fit(
        **data,
        validation_data=(_inputs(validation), validation.decoder_target),
        epochs=settings.epochs,
        verbose=verbose,
        callbacks=callbacks,
    )
    seconds = time.perf_counter() - start
    translator = Translator(*inference_models(model), source_vocabulary, target_vocabulary, target_length)
    return Trained(model, history.history, translator, parts, seconds)


def build(source_words: int, target_words: int, settings: Settings) -> keras.Model:
    """A new model: the notebook's, or that for real data."""
    units, dropout, attention = settings.units, settings.dropout, settings.attention
    if settings.real_data:
        return build_real_model(source_words, target_words, units, dropout, attention, settings.learning_rate)
    model = build_model(source_words, target_words, units, units, dropout, attention)
    model.optimizer.learning_rate = settings.learning_rate
    return model


def fit_data(arrays: Arrays, settings: Settings) -> dict[str, Any]:
    """What `fit` is given to train on: arrays, as in the notebook, or batches of like length."""
    if settings.real_data:
        return {"x": batches_by_length(arrays, settings.batch_size, settings.seed), "shuffle": False}
    return {"x": _inputs(arrays), "y": arrays.decoder_target, "batch_size": settings.batch_size}


def _inputs(arrays: Arrays) -> list[object]:
    return [arrays.encoder_input, arrays.decoder_input]


def score(translator: Translator, pairs: Pairs, beam: int = 1, batch_size: int = 128) -> Scored:
    """Translate each distinct English side and compare with the reference that is nearest by chrF."""
    sources: dict[str, str] = {}
    grouped: dict[str, list[str]] = {}
    for english, french in pairs:
        sources.setdefault(normalise(english), english)
        grouped.setdefault(normalise(english), []).append(french)
    references = list(grouped.values())
    translations: list[Translation] = []
    for batch in _batches(list(sources.values()), batch_size):
        translations += beam_search(translator, batch, beam) if beam > 1 else translator.translate(batch)
    texts = [translation.text for translation in translations]
    nearest = [
        max(options, key=lambda option: chrf([text], [option])) for text, options in zip(texts, references, strict=True)
    ]
    return Scored(list(sources.values()), translations, references, exact_match(texts, nearest), chrf(texts, nearest))


def _batches(sentences: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    # Sentences of one batch are padded to its longest, and decoded until its last one ends.
    for start in range(0, len(sentences), size):
        yield sentences[start : start + size]
