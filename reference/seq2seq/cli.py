"""The command line: train on toy or real pairs, translate the test sentences, write everything down."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import keras
import matplotlib as mpl

from reference.seq2seq import storage
from reference.seq2seq.analysis import observe
from reference.seq2seq.artefacts import write_figures, write_history, write_translations
from reference.seq2seq.sources import Corpus, DataError, load
from reference.seq2seq.training import REAL_DATA, Scored, Settings, Trained, score, train

SAMPLES = 8


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number


def _both(name: str) -> str:
    return f"default: {getattr(Settings(), name):g} for toy data, {getattr(REAL_DATA, name):g} for other"


def _settings(options: argparse.Namespace) -> Settings:
    """What was asked for; for the rest, what suits the data."""
    asked = ("epochs", "units", "attention", "seed", "batch_size", "learning_rate", "dropout")
    given = {name: getattr(options, name) for name in asked if getattr(options, name) is not None}
    return replace(Settings() if options.data == "toy" else REAL_DATA, **given)


def parser() -> argparse.ArgumentParser:
    """The options."""
    defaults = Settings()
    result = argparse.ArgumentParser(prog="python -m reference.seq2seq", description=__doc__)
    result.add_argument("--data", default="toy", metavar="toy|PATH|download", help="pairs (default: %(default)s)")
    result.add_argument("--rows", type=_positive, help="use the first ROWS lines only")
    result.add_argument("--epochs", type=_positive, help=_both("epochs"))
    result.add_argument("--units", type=_positive, help=f"of each LSTM; {_both('units')}")
    result.add_argument("--batch-size", type=_positive, help=_both("batch_size"))
    result.add_argument("--learning-rate", type=float, help=_both("learning_rate"))
    result.add_argument("--dropout", type=float, help=_both("dropout"))
    result.add_argument("--attention", choices=("none", "additive", "dot"), default=defaults.attention)
    result.add_argument("--beam", type=_positive, default=1, help="width of the beam search (default: greedy only)")
    result.add_argument("--seed", type=int, default=defaults.seed, help="default: %(default)s")
    result.add_argument("--out", type=Path, default=Path("seq2seq-run"), help="folder (default: %(default)s)")
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; return 0, or 1 with a message if the data cannot be had."""
    options = parser().parse_args(arguments)
    mpl.use("agg")
    settings = _settings(options)
    try:
        corpus = load(options.data, options.rows)
        print(f"{corpus.name}: {len(corpus.pairs)} pairs", flush=True)
        trained = train(corpus.pairs, settings)
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    results = {"greedy": score(trained.translator, trained.parts[2])}
    if options.beam > 1:
        results[f"beam {options.beam}"] = score(trained.translator, trained.parts[2], options.beam)
    _write(options.out, settings, corpus, trained, results)
    _report(settings, trained, results)
    print(f"written to {options.out}")
    return 0


def _name(settings: Settings) -> str:
    return "plain" if settings.attention == "none" else f"{settings.attention} attention"


def _write(out: Path, settings: Settings, corpus: Corpus, trained: Trained, results: Mapping[str, Scored]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    greedy, *others = results.values()
    storage.save(out, trained.model, trained.translator)
    write_history(out, trained.history)
    write_translations(out, greedy, others[0] if others else None)
    write_figures(out, _name(settings), trained.history, greedy)
    summary = {
        "data": {"name": corpus.name, "sha256": corpus.sha256, "pairs": len(corpus.pairs)},
        "settings": asdict(settings),
        "split": dict(zip(("train", "validation", "test"), map(len, trained.parts), strict=True)),
        "vocabulary": [len(trained.translator.source_vocabulary), len(trained.translator.target_vocabulary)],
        "keras": keras.__version__,
        "backend": keras.backend.backend(),
        "fit_seconds": round(trained.seconds, 1),
        "loss": [trained.history["loss"][0], trained.history["loss"][-1]],
        "scores": {name: {"exact_match": result.exact, "chrf": result.chrf} for name, result in results.items()},
    }
    (out / "summary.json").write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")


def _report(settings: Settings, trained: Trained, results: Mapping[str, Scored]) -> None:
    greedy = results["greedy"]
    for index, source in enumerate(greedy.sources[:SAMPLES]):
        print(f"Input sentence:   {source}")
        print(f"Reference:        {' | '.join(greedy.references[index])}")
        print(f"Decoded sentence: {greedy.translations[index].text}\n")
    print("\n".join(observe(_name(settings), trained.history)))
    for name, result in results.items():
        print(
            f"{name}: {len(result.translations)} test sentences, exact match {result.exact:.3f}, chrF {result.chrf:.1f}"
        )
    print(f"trained in {trained.seconds:.1f} s")
