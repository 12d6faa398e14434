"""Task 6, attention (bonus): judged by the graph of the models and by the matrices that were drawn."""

from __future__ import annotations

from grader.checking.plugin import Found
from grader.checking.rubric import rubric
from grader.roles.architecture import Attention
from grader.roles.figures import Heatmaps


@rubric("6.1", points=3)
def check_attention_built(attention: Attention, found: Found) -> None:
    """Build a decoder that attends over the encoder's outputs.

    Try: AdditiveAttention or Attention with the decoder's outputs as query and the encoder's sequence as value.
    """
    model = f"the model {attention.model.name!r}, built in cell {attention.model.cell + 1},"
    found(f"The layer {attention.layer!r} of {model} attends over the encoder's outputs.")
    assert attention.layer, "no attention"


@rubric("6.1", points=3)
def check_attention_trained(attention: Attention, found: Found) -> None:
    """Train the model with attention.

    Try: call fit on the very model that holds the attention layer.
    """
    model = f"The model of cell {attention.model.cell + 1} with the attention layer {attention.layer!r}"
    found(f"{model} was trained for {attention.epochs} epochs.")
    assert attention.epochs >= 1, "never trained"


@rubric("6.2", points=2)
def check_heatmap_drawn(heatmaps: Heatmaps, attention: Attention, found: Found) -> None:
    """Show attention weights as a heatmap, source against output.

    Try: plt.imshow(weights) with the words as tick labels; each row of weights sums to one.
    """
    found(_heatmaps(heatmaps))
    assert attention.layer, "no model with attention"
    assert heatmaps.drawn, f"{heatmaps.candidates} matrices, none of attention weights"


@rubric("6.2", points=2)
def check_heatmap_of_trained_model(heatmaps: Heatmaps, attention: Attention, found: Found) -> None:
    """Let the heatmap show what the trained model attends to.

    Try: a decoder model that also returns the attention scores, made from the trained layers.
    """
    found(_heatmaps(heatmaps))
    assert attention.epochs >= 1, "the attention model was never trained"
    assert any(of_model for _, of_model in heatmaps.drawn), "not what a trained model put out"


def _heatmaps(heatmaps: Heatmaps) -> str:
    if not heatmaps.candidates:
        return "No heatmap was drawn."
    if not heatmaps.drawn:
        return f"{heatmaps.candidates} matrices were drawn; none has rows of weights that sum to one."
    figure, of_model = next((entry for entry in heatmaps.drawn if entry[1]), heatmaps.drawn[0])
    origin = (
        "are what the trained model put out" if of_model else "are nothing that a trained model was seen to put out"
    )
    title = next((text for text in (figure.title, *(axes.title for axes in figure.axes)) if text.strip()), "")
    named = f" (“{' '.join(title.split())[:80]}”)" if title else ""
    return f"The heatmap of cell {figure.cell + 1}{named} shows weights that {origin}."
