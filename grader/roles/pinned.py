"""Whether the evidence has what the teacher's pins name.

The roles apply the pins themselves; a pin that names nothing would be passed over there, so it is refused here, with
what there is. A pin that names something is never refused, however little it will earn.
"""

from __future__ import annotations

from collections.abc import Iterable

from grader.errors import UsageError
from grader.model.assignment import Answered, Assignment
from grader.model.evidence import Evidence
from grader.model.judging import Missing, Prevented
from grader.roles import architecture, textpins, textsources, training
from grader.roles.arrays import Arrays, sequences

MOST_NAMED = 12


def check(evidence: Evidence, assignment: Assignment, arrays: Arrays) -> None:
    """Raises `UsageError` for the first pin that names what the evidence doesn't have."""
    pins, reported = evidence.pins, evidence.reported
    _training(evidence)
    _architecture(evidence)
    for key in ("source", "decoder_input", "target"):
        _named(f"[tensors] {key}", getattr(pins.tensors, key), _arrays(evidence, arrays), "array of token ids")
    for key in ("source", "target"):
        known = (vocabulary.name for vocabulary in reported.vocabularies)
        _named(f"[vocabularies] {key}", getattr(pins.vocabularies, key), known, "vocabulary")
    shown = {output.cell for output in reported.outputs if not output.error}
    for cell in pins.translations.cells or ():
        _in_cell("[translations] cells", cell, shown, "showed anything")
    drawn = {figure.cell for figure in reported.figures}
    for key in ("loss_cell", "accuracy_cell"):
        _in_cell(f"[curves] {key}", getattr(pins.curves, key), drawn, "drew a figure")
    _answers(evidence, assignment)


def _refused(pin: str, value: object, fault: str, there: Iterable[str]) -> UsageError:
    known = list(dict.fromkeys(there))
    listed = ", ".join(known[:MOST_NAMED]) + (f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else "")
    return UsageError(
        f"The pin {pin} = {value!r} names something that the evidence doesn't have: {fault}.",
        f"What there is: {listed or 'nothing of this kind'}. Mend the pin or take it out, then regrade.",
    )


def _named(pin: str, value: str | None, there: Iterable[str], kind: str) -> None:
    known = list(there)
    if value is not None and value not in known:
        raise _refused(pin, value, f"there is no {kind} of that name", known)


def _in_cell(pin: str, value: int | None, cells: Iterable[int], doing: str) -> None:
    known = sorted(cell + 1 for cell in set(cells))
    if value is not None and value not in known:
        raise _refused(pin, value, f"that cell never {doing}", (f"cell {cell}" for cell in known))


def _training(evidence: Evidence) -> None:
    pin = evidence.pins.training
    _named("[training] model", pin.model, (model.name for model in evidence.reported.models), "model")
    runs = training.all_runs(evidence)
    _in_cell("[training] cell", pin.cell, (cell for run in runs for cell in run.cells), "trained a model")
    if pin.model is not None and pin.cell is not None and not any(run.is_pinned(pin) for run in runs):
        there = (f"{run.model.name} in {run.place}" for run in runs)
        raise _refused("[training] cell", pin.cell, f"it did not train the model {pin.model!r}", there)


def _architecture(evidence: Evidence) -> None:
    pin = evidence.pins.architecture
    if pin.encoder is None and pin.decoder is None:
        return
    try:
        known = architecture.find(evidence).recurrent
    except (Missing, Prevented):
        known = ()
    _named("[architecture] encoder", pin.encoder, known, "recurrent layer")
    _named("[architecture] decoder", pin.decoder, known, "recurrent layer")
    if pin.encoder == pin.decoder:
        raise _refused("[architecture] decoder", pin.decoder, "one layer can't be both encoder and decoder", known)


def _arrays(evidence: Evidence, arrays: Arrays) -> list[str]:
    named = evidence.reported.arrays
    return [each.name for each in named if sequences(each.array, arrays) is not None]


def _answers(evidence: Evidence, assignment: Assignment) -> None:
    prose = [question.id for question in assignment.questions if question.answered is Answered.PROSE]
    found = textsources.passages(evidence) if evidence.pins.answers else []
    for key, pin in evidence.pins.answers.items():
        _named("[answers]", key, prose, "question answered in prose")
        if pin.document is not None:
            documents = (document.name for document in evidence.submission.documents)
            _named(f'[answers] "{key}" document', pin.document, documents, "document")
        inside = [passage for passage in found if textpins.is_inside(passage, pin)]
        if not any(textpins.begins(passage, pin) for passage in inside):
            raise _refused(
                f'[answers] "{key}" begins',
                pin.begins,
                "no paragraph there begins so",
                (f"“{passage.text[:40]}”" for passage in inside if passage.text),
            )
