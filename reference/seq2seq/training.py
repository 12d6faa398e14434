"""One whole run: split, encode, train, and score what was learned."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import keras

from reference.seq2seq.beam import beam_search
from reference.seq2seq.data import Arrays, build_vocabulary, make_arrays, normalise, split_pairs, tokenise
from reference.seq2seq.inference import Translation, Translator
from reference.seq2seq.model import Attention, build_inference_models, build_model
from reference.seq2seq.normalised import with_normalisation
from reference.seq2seq.scores import chrf, exact_match
from reference.seq2seq.sources import DataError

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run depends on besides its data; `vocabulary` and `max_tokens` bound words and sentence lengths.

    `embedding_scale` multiplies the first values of the embeddings. Keras draws them from -0.05 to 0.05; on real data,
    with its thousands of words, the LSTMs see next to nothing of so small inputs for the first epochs. `normalised`
    puts layer normalisation before the output layer, which then learns the rarer words in far fewer epochs.
    """

    epochs: int = 20
    units: int = 128
    batch_size: int = 96
    attention: Attention = "none"
    seed: int = 1
    vocabulary: int = 10_000
    max_tokens: int = 20
    learning_rate: float = 0.006
    embedding_scale: float = 1.0
    normalised: bool = False


# Chosen on validation sentences of fra.txt: see RESULTS.md for both settings' scores on others.
REAL_DATA = Settings(batch_size=32, learning_rate=0.002, embedding_scale=20.0, normalised=True)


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
    model = build_model(
        len(source_vocabulary),
        len(target_vocabulary),
        embedding=settings.units,
        units=settings.units,
        attention=settings.attention,
    )
    model = prepare(model, settings)
    start = time.perf_counter()
    history = model.fit(
        _inputs(training),
        training.decoder_target,
        validation_data=(_inputs(validation), validation.decoder_target),
        batch_size=settings.batch_size,
        epochs=settings.epochs,
        verbose=verbose,
    )
    seconds = time.perf_counter() - start
    translator = Translator(*build_inference_models(model), source_vocabulary, target_vocabulary, target_length)
    return Trained(model, history.history, translator, parts, seconds)


def prepare(model: keras.Model, settings: Settings) -> keras.Model:
    """Apply those settings to a new model that `build_model`, which the notebook shows, has no arguments for."""
    if settings.normalised:
        loss, model = model.loss, with_normalisation(model)
        model.compile(optimizer=keras.optimizers.Adam(), loss=loss, metrics=["accuracy"])
    model.optimizer.learning_rate = settings.learning_rate
    if settings.embedding_scale != 1:
        for name in ("encoder_embedding", "decoder_embedding"):
            table = model.get_layer(name).embeddings
            table.assign(table * settings.embedding_scale)
    return model


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
