"""The figures: data flow, learning curves, attention heatmap."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

History = Mapping[str, Sequence[float]]


def plot_data_flow(source: Sequence[str], target: Sequence[str]) -> Figure:
    """Draw an encoder-decoder unrolled over the words of one sentence pair, with its four parts labelled."""
    figure, axes = plt.subplots(figsize=(11, 4.2))
    box = {"boxstyle": "round,pad=0.45", "edgecolor": "black"}
    arrow = {"arrowstyle": "->", "linewidth": 1.3}
    context_x = len(source) + 0.15
    encoder = [(float(x), word) for x, word in enumerate(source)]
    decoder = [(context_x + 1.2 + x, word) for x, word in enumerate(["[start]", *target])]
    for steps, name, colour in ((encoder, "h", "lightsteelblue"), (decoder, "s", "moccasin")):
        for number, (x, word) in enumerate(steps, start=1):
            axes.text(x, 1, f"${name}_{number}$", ha="center", va="center", bbox={**box, "facecolor": colour})
            axes.text(x, 0, word, ha="center", va="center")
            axes.annotate("", (x, 0.72), (x, 0.15), arrowprops=arrow)
            if number > 1:
                axes.annotate("", (x - 0.22, 1), (x - 0.78, 1), arrowprops=arrow)
    for (x, _), word in zip(decoder, [*target, "[end]"], strict=True):
        axes.text(x, 2, word, ha="center", va="center")
        axes.annotate("", (x, 1.85), (x, 1.28), arrowprops=arrow)
    axes.text(context_x, 1, "$h, c$", ha="center", va="center", bbox={**box, "facecolor": "palegreen"})
    axes.annotate("", (context_x - 0.27, 1), (encoder[-1][0] + 0.22, 1), arrowprops=arrow)
    axes.annotate("", (decoder[0][0] - 0.22, 1), (context_x + 0.27, 1), arrowprops=arrow)

    encoder_x, decoder_x = encoder[-1][0] / 2, (decoder[0][0] + decoder[-1][0]) / 2
    label = {"ha": "center", "va": "center", "fontweight": "bold"}
    axes.text(encoder_x, -0.55, "Input sequence", label)
    axes.text(decoder_x, -0.55, "Decoder input (the words so far)", ha="center", va="center")
    axes.text(encoder_x, 1.62, "Encoder LSTM\nHidden states", label)
    axes.text(context_x, 0.45, "Context vector", label)
    axes.text(decoder_x, 2.5, "Decoder LSTM and softmax: Output sequence", label)
    axes.set(xlim=(-0.6, decoder[-1][0] + 0.6), ylim=(-0.9, 2.8), title="Data flow of the encoder-decoder")
    axes.axis("off")
    return figure


def plot_curves(histories: Mapping[str, History]) -> Figure:
    """Draw loss (left) and accuracy (right) against epochs, a pair of lines for each named history."""
    figure, (loss_axes, accuracy_axes) = plt.subplots(1, 2, figsize=(11, 4))
    for number, (name, history) in enumerate(histories.items()):
        epochs = range(1, len(history["loss"]) + 1)
        for axes, metric in ((loss_axes, "loss"), (accuracy_axes, "accuracy")):
            axes.plot(epochs, history[metric], f"C{number}-", label=f"{name}, training {metric}")
            axes.plot(epochs, history[f"val_{metric}"], f"C{number}--", label=f"{name}, validation {metric}")
    for axes, metric in ((loss_axes, "loss"), (accuracy_axes, "accuracy")):
        axes.set(xlabel="epoch", ylabel=metric, title=f"{metric.capitalize()} against epochs")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.legend()
        axes.grid(alpha=0.3)
    figure.tight_layout()
    return figure


def plot_attention(axes: Axes, source: Sequence[str], target: Sequence[str], weights: np.ndarray) -> None:
    """Draw attention weights (target tokens, source tokens) as a heatmap: rows are output, columns input."""
    image = axes.imshow(weights, cmap="viridis", vmin=0, vmax=1)
    axes.set_xticks(range(len(source)), labels=source, rotation=45)
    axes.set_yticks(range(len(target)), labels=target)
    axes.set(xlabel="source (English)", ylabel="output (French)", title="Attention weights")
    axes.figure.colorbar(image, ax=axes, shrink=0.8)
