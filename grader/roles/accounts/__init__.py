"""An account of every role: what was taken for it, where, because of what, how surely, and what was not taken.

Total: a role that is missing or could not be told has an account that says so, and so has one whose maker failed.
"""

from __future__ import annotations

from collections.abc import Callable

from grader.model.accounts import Account
from grader.model.assignment import Answered, Assignment
from grader.model.evidence import Evidence
from grader.model.judging import Missing, Prevented
from grader.roles.accounts import data, drawn, network, saved, texts
from grader.roles.accounts.given import Given
from grader.roles.arrays import Arrays

Maker = Callable[[Given], Account]

_ROLES: tuple[tuple[str, Maker], ...] = (
    ("Training run", network.training_run),
    ("Encoder", network.encoder),
    ("Decoder", network.decoder),
    ("Attention", network.attention),
    ("Output layer", network.output_layer),
    ("Sentence pairs", data.sentence_pairs),
    ("Source", data.source),
    ("Decoder's input", data.decoder_input),
    ("Target", data.target),
    ("Vocabulary of the source", data.source_vocabulary),
    ("Vocabulary of the target", data.target_vocabulary),
    ("Inference path", data.inference_path),
    ("Translations", data.shown_translations),
    ("Loss curve", drawn.loss_curve),
    ("Accuracy curve", drawn.accuracy_curve),
    ("Heatmap", drawn.heatmap),
    ("Sections", texts.named_sections),
    ("README", texts.readme_text),
    ("Comments", texts.code_comments),
    ("Saved outputs", saved.saved_outputs),
)


def find(evidence: Evidence, assignment: Assignment, arrays: Arrays) -> tuple[Account, ...]:
    """The accounts in the order of the work; never raises for what a notebook did."""
    given = Given(evidence=evidence, assignment=assignment, arrays=arrays)
    made = [_made(role, maker, given) for role, maker in _ROLES]
    for question in assignment.questions:
        if question.answered is Answered.DIAGRAM:
            made.append(_made(f"Diagram {question.id}", texts.diagram_of(question), given))
        elif question.answered is Answered.PROSE:
            made.append(_made(f"Answer {question.id}", texts.answer_to(question), given))
    return tuple(made)


def _made(role: str, maker: Maker, given: Given) -> Account:
    try:
        return saved.borne_out(maker(given), given)
    except Missing as missing:
        return Account(role=role, because=str(missing))
    except Prevented as prevented:
        return Account(role=role, because=f"It could not be told. {prevented.sentence}")
    except Exception as fault:  # noqa: BLE001 - the judge makes a check ungradable then; a report is written all the same
        return Account(role=role, because=f"The grader failed here ({type(fault).__name__}: {fault}).")
