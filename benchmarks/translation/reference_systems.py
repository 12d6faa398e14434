"""The reference solution's models, by its own functions, trained by the clock or on its toy corpus."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import keras

from benchmarks.translation.budget import Fitted, Spent, fit_within
from benchmarks.translation.corpus import Exam, Pairs, pose
from benchmarks.translation.greedy import batches
from reference.seq2seq.data import build_vocabulary, make_arrays, tokenise
from reference.seq2seq.inference import Translator
from reference.seq2seq.model import Attention
from reference.seq2seq.real_data import inference_models
from reference.seq2seq.toy import toy_pairs
from reference.seq2seq.training import REAL_DATA, Settings, build, fit_data, train

ATTENTION: Mapping[str, Attention] = {"plain": "none", "additive": "additive", "dot": "dot"}


def settings_of(system: str) -> Settings:
    """ "plain", "additive" and "dot" at the notebook's settings; with "-real" at those for real data."""
    attention, _, real = system.partition("-")
    return replace(REAL_DATA if real else Settings(), attention=ATTENTION[attention])


def fit(pairs: Pairs, seed: int, seconds: float, settings: Settings) -> Fitted:
    """Train for `seconds` of CPU time, otherwise as reference.seq2seq.training.train does it."""
    keras.utils.set_random_seed(seed)
    sources = build_vocabulary((english for english, _ in pairs), settings.vocabulary)
    targets = build_vocabulary((french for _, french in pairs), settings.vocabulary)
    source_length = max(len(tokenise(english)) for english, _ in pairs)
    target_length = max(len(tokenise(french)) for _, french in pairs) + 1
    arrays = make_arrays(pairs, sources, targets, source_length, target_length)
    model = build(len(sources), len(targets), settings)
    data = fit_data(arrays, replace(settings, seed=seed))
    steps = -(-len(pairs) // settings.batch_size)
    spent = fit_within(model, data, steps, seconds, decay=settings.real_data)
    translator = Translator(*inference_models(model), sources, targets, target_length)

    def translate(sentences: Sequence[str]) -> list[str]:
        return [result.text for batch in batches(sentences) for result in translator.translate(batch)]

    return Fitted(translate, model.count_params(), spent)


def fit_toy(seed: int, attention: Attention, rows: int | None = None, epochs: int | None = None) -> tuple[Fitted, Exam]:
    """Train on the toy corpus at the notebook's settings: 20 epochs without attention, 13 with it.

    The split is the reference's own, by the seed; its test sentences have one reference each. The seconds are
    those of `train` as a whole: with building the model, and with validation after each epoch.
    """
    settings = Settings(epochs=epochs or (20 if attention == "none" else 13), attention=attention, seed=seed)
    cpu, wall = time.process_time(), time.perf_counter()
    trained = train(toy_pairs()[:rows], settings, verbose=0)
    spent = Spent(
        epochs=settings.epochs,
        cpu=time.process_time() - cpu,
        wall=time.perf_counter() - wall,
        loss=trained.history["loss"][-1],
    )
    training, _, test = trained.parts

    def translate(sentences: Sequence[str]) -> list[str]:
        return [result.text for batch in batches(sentences) for result in trained.translator.translate(batch)]

    return Fitted(translate, trained.model.count_params(), spent), pose(training, test)
