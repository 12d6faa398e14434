"""The files that a run leaves behind."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from reference.seq2seq.plots import plot_attention, plot_curves
from reference.seq2seq.training import Scored


def write_history(folder: Path, history: Mapping[str, list[float]]) -> None:
    """Write history.csv, a row an epoch, and history.json, a list a metric."""
    with (folder / "history.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["epoch", *history])
        writer.writerows([epoch, *row] for epoch, row in enumerate(zip(*history.values(), strict=True), start=1))
    (folder / "history.json").write_text(json.dumps(dict(history), indent=1) + "\n", encoding="utf-8")


def write_translations(folder: Path, greedy: Scored, beam: Scored | None) -> None:
    """Write translations.tsv: the sentence, its references, its translation by greedy and by beam search."""
    columns = ["english", "references", "greedy"] + (["beam"] if beam else [])
    with (folder / "translations.tsv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(columns)
        for index, source in enumerate(greedy.sources):
            row = [source, " | ".join(greedy.references[index]), greedy.translations[index].text]
            writer.writerow([*row, beam.translations[index].text] if beam else row)


def write_figures(folder: Path, name: str, history: Mapping[str, list[float]], greedy: Scored) -> None:
    """Write curves.png and .svg, and for an attention model attention.png and .svg."""
    _write(plot_curves({name: history}), folder / "curves")
    shown = [translation for translation in greedy.translations if translation.weights is not None][:2]
    if shown:
        figure, axes = plt.subplots(1, len(shown), figsize=(6 * len(shown), 5), squeeze=False)
        for axis, translation in zip(axes[0], shown, strict=True):
            if translation.weights is not None and len(translation.target):
                plot_attention(axis, translation.source, translation.target, translation.weights)
        figure.tight_layout()
        _write(figure, folder / "attention")


def _write(figure: Figure, path: Path) -> None:
    # Without a fixed salt and with a date, equal figures would make different SVG files.
    with mpl.rc_context({"svg.hashsalt": path.name}):
        figure.savefig(path.with_suffix(".svg"), metadata={"Date": None})
    figure.savefig(path.with_suffix(".png"), dpi=120)
    plt.close(figure)
