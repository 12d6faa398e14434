"""The data flow, drawn or told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.model.assignment import Assignment
from grader.model.drawings import Axes, Figure, Heatmap
from grader.model.evidence import Basis, CellEnd, CellRun, Evidence, RunEnd
from grader.model.grade import Cause
from grader.model.judging import Missing, Prevented
from grader.roles import diagram

Handed = Callable[..., Evidence]

WHOLE = ["input", "encoder", "context", "decoder", "output"]
ASCII = """```
 Input sequence
      |
      v
 [ Encoder ] --- hidden states h1, h2
      |
 Context vector
      |
 [ Decoder ]
      |
 Output sequence
```"""
NUMBERED = """## Data flow
1. The input sequence enters the encoder.
2. The encoder makes hidden states, of which the last is the context vector.
3. The decoder starts from it and emits the output sequence.
"""


def _flow(evidence: Evidence, assignment: Assignment, least: int = 0) -> list[str]:
    return [part.id for part in diagram.find(evidence, assignment).flow("2.1", least=least).found]


def _labels(evidence: Evidence, assignment: Assignment, least: int = 0) -> int:
    return diagram.find(evidence, assignment).labels("2.2", least=least).count


@pytest.mark.parametrize(
    "text",
    [
        "Input sequence -> Encoder (hidden states) -> Context vector -> Decoder -> Output sequence",
        "input sequence → encoder LSTM, hidden states → context vector → decoder LSTM → output sequence",
        "```mermaid\ngraph LR\nA[Input sequence] --> B[Encoder: hidden states]\nB --> C[Context vector]\n"
        "C --> D[Decoder]\nD --> E[Output sequence]\n```",
        f"# Task 2\n{ASCII}",
        NUMBERED,
    ],
)
def test_whole_flows(handed: Handed, assignment: Assignment, text: str) -> None:
    evidence = handed(text)
    assert _flow(evidence, assignment) == WHOLE
    assert _labels(evidence, assignment) == 4


def test_stations_out_of_order_are_not_a_flow(handed: Handed, assignment: Assignment) -> None:
    evidence = handed("## Data flow\noutput sequence -> decoder -> context vector -> encoder -> input sequence")
    assert len(_flow(evidence, assignment)) == 1


def test_what_is_denied_is_not_shown(handed: Handed, assignment: Assignment) -> None:
    text = "## Data flow\nThe input does not enter the encoder. No context reaches the decoder, and it has no output."
    assert _flow(handed(text), assignment) == []


@pytest.mark.parametrize(
    "text",
    [
        "## Task 2: Data flow\nDraw or describe how data flows through an encoder-decoder. Label the *input "
        "sequence*, the *hidden states*, the *context vector* and the *output sequence*.",
        "## Data flow\nInput sequence, hidden states, context vector, output sequence, encoder, decoder, LSTM, labels.",
        "Task 2: Described the data flow, labelling input sequence, hidden states, context vector and output sequence.",
    ],
)
def test_the_task_itself_and_key_words_show_nothing(handed: Handed, assignment: Assignment, text: str) -> None:
    assert _flow(handed(text), assignment) == []
    assert _labels(handed(text), assignment) == 0


def test_translations_with_arrows_are_no_flow(handed: Handed, assignment: Assignment) -> None:
    evidence = handed("%code\nx", outputs=[(0, "input words -> les mots\nthe output word -> le mot\n")])
    assert _flow(evidence, assignment) == []


def test_an_answer_on_the_roles_is_not_the_data_flow(handed: Handed, assignment: Assignment) -> None:
    said = "The input passes the encoder. The context starts the decoder. It gives the output."
    text = f"## Roles of the encoder and decoder\n{said}"
    assert _flow(handed(text), assignment) == []


TOLD = """## The network
- **Encoder**: an LSTM that goes over the source sentence and leaves its hidden state behind.
- **Decoder**: begins with that state and writes the translated sentence.
"""


def test_told_under_a_heading_of_its_own(handed: Handed, assignment: Assignment) -> None:
    """Who says what the encoder does and then what the decoder does needs no word such as flow."""
    assert _flow(handed(TOLD), assignment) == WHOLE
    assert _flow(handed("x", documents={"README.md": TOLD}), assignment) == WHOLE
    assert _labels(handed(TOLD), assignment, least=2) >= 2


@pytest.mark.parametrize(
    "text",
    [
        "## The network\nThe decoder reads the source. Its state goes to the encoder, which writes the output.",
        "## The network\nAn encoder-decoder for English sentences, with French ones as its output.",
        "## The network\nThe encoder was trained on English text.\n\nAdam was used.\n\nThe batch size is 64.\n\n"
        "There are ten epochs.\n\nThe rate is small.\n\nA decoder has 256 units and a softmax output.",
        "%code\n# Encode the input, keep the states of the encoder\n# where the decoder and its output begin\nx",
    ],
)
def test_encoder_and_decoder_alone_are_no_flow(handed: Handed, assignment: Assignment, text: str) -> None:
    """In the wrong order, named as one, far apart, or in a remark beside the code."""
    assert diagram.find(handed("Some text.", text), assignment).flow("2.1", least=0).found == ()


def test_the_encoder_reads_the_input(handed: Handed, assignment: Assignment) -> None:
    """In a sentence the subject comes before what it takes in; arrows are taken as they are drawn."""
    read = "## Data flow\nThe encoder reads the source sentence. The decoder makes the output."
    assert _flow(handed(read), assignment) == ["input", "encoder", "decoder", "output"]
    assert len(_flow(handed("## Data flow\nencoder → source → decoder → output"), assignment)) == 3


TEXTS = ("Input sequence", "Encoder LSTM\nHidden states", "Context vector", "Decoder", "Output sequence")


def test_a_figure(handed: Handed, assignment: Assignment) -> None:
    figure = Figure(cell=2, title="", axes=(Axes(texts=TEXTS),))
    found = diagram.find(handed(figures=[figure]), assignment)
    flow = found.flow("2.1", least=5)
    assert flow.complete
    assert "The figure in cell 3" in flow.sentence_for_student
    assert found.labels("2.2", least=4).complete
    assert found.basis == (Basis.REPORTED, Basis.SUBMITTED)


def test_a_heatmap_is_no_diagram(handed: Handed, assignment: Assignment) -> None:
    axes = Axes(texts=TEXTS, heatmaps=(Heatmap(rows=1, columns=1),))
    evidence = handed("Some text.", figures=[Figure(cell=0, title="", axes=(axes,))])
    assert _flow(evidence, assignment) == []


@pytest.mark.parametrize(
    "text",
    [
        "## Data flow\n![](attachment:image.png)",
        "![Data flow](flow.png)",
        '<img src="data_flow.png">',
        "![](dataflow.jpg)",
    ],
)
def test_a_picture_is_for_a_person_to_look_at(handed: Handed, assignment: Assignment, text: str) -> None:
    found = diagram.find(handed(text), assignment)
    with pytest.raises(Prevented, match="person"):
        found.flow("2.1", least=2)
    with pytest.raises(Prevented, match="person"):
        found.labels("2.2", least=2)


def test_a_picture_that_a_cell_shows_below_the_heading(handed: Handed, assignment: Assignment) -> None:
    evidence = handed("## Data flow", "%code\nImage('x.png')", "## Data", "%code\nx", images=[1])
    with pytest.raises(Prevented):
        diagram.find(evidence, assignment).flow("2.1", least=2)


def test_a_picture_elsewhere_is_none_of_it(handed: Handed, assignment: Assignment) -> None:
    evidence = handed("## Loss\n![loss](loss.png)", "%code\nx", images=[1])
    assert diagram.find(evidence, assignment).flow("2.1", least=2).count == 0


def test_text_that_suffices_needs_no_picture(handed: Handed, assignment: Assignment) -> None:
    assert _flow(handed(f"{NUMBERED}\n![](attachment:x.png)"), assignment, least=5) == WHOLE


def test_nothing_at_all(handed: Handed, assignment: Assignment) -> None:
    with pytest.raises(Missing):
        diagram.find(handed("%code\nx = 1"), assignment)


def test_a_drawing_that_the_run_did_not_reach(handed: Handed, assignment: Assignment) -> None:
    """The data file was missing; the cell that draws was never run."""
    drawing = (
        'ax.annotate("encoder", xy)\nax.text(0, 0, "context vector")\nax.text(0, 1, "decoder")\nax.text(1, 1, "input")'
    )
    evidence = handed(
        "%code\nopen('x')",
        f"%code\n{drawing}",
        "Some text.",
        end=RunEnd.KERNEL_DIED,
        cells=(CellRun(cell=0, end=CellEnd.ERROR), CellRun(cell=1, end=CellEnd.NOT_RUN)),
        outputs=[(0, "FileNotFoundError: x")],
        error="FileNotFoundError",
    )
    with pytest.raises(Prevented) as raised:
        diagram.find(evidence, assignment).flow("2.1", least=2)
    assert raised.value.cause is Cause.NO_DATA
