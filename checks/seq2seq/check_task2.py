"""Task 2, data flow: a diagram or an ordered description, and its labels."""

from __future__ import annotations

from grader.checking.plugin import Found
from grader.checking.rubric import rubric
from grader.roles.diagram import Diagram

SOME_STATIONS = 2
ALL_STATIONS = 5
SOME_LABELS = 2
ALL_LABELS = 4


@rubric("2.1", points=1)
def check_some_flow(diagram: Diagram, found: Found) -> None:
    """Show how data flows through an encoder-decoder, in part at least.

    Try: a line of arrows, a numbered list, or boxes drawn with matplotlib, in the order in which the data go.
    """
    flow = diagram.flow("2.1", least=SOME_STATIONS)
    found(flow.sentence_for_student)
    assert flow.count >= SOME_STATIONS, f"{flow.count} stations in order"


@rubric("2.1", points=1)
def check_whole_flow(diagram: Diagram, found: Found) -> None:
    """Show the whole way of the data, from input to output, through all that lies between.

    Try: input, encoder, context, decoder, output, one after the other in one diagram or description.
    """
    flow = diagram.flow("2.1", least=ALL_STATIONS)
    found(flow.sentence_for_student)
    assert flow.complete, f"{flow.count} of {len(flow.asked)} stations in order"


@rubric("2.2", points=1)
def check_two_labels(diagram: Diagram, found: Found) -> None:
    """Label at least two of input sequence, hidden states, context vector and output sequence.

    Try: write the label beside each part of the diagram, or in bold where the description reaches it.
    """
    labels = diagram.labels("2.2", least=SOME_LABELS)
    found(labels.sentence_for_student)
    assert labels.count >= SOME_LABELS, f"{labels.count} labels"


@rubric("2.2", points=2)
def check_four_labels(diagram: Diagram, found: Found) -> None:
    """Label the input sequence, the hidden states, the context vector and the output sequence.

    Try: use these four names as they are, all in one diagram or description.
    """
    labels = diagram.labels("2.2", least=ALL_LABELS)
    found(labels.sentence_for_student)
    assert labels.complete, f"{labels.count} of {len(labels.asked)} labels"
