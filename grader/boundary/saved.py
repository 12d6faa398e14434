"""The outputs saved in a submission's cells, read for what they show of training, translating and drawing."""

from __future__ import annotations

from grader.boundary import saved_epochs, saved_pairs
from grader.model.evidence import Evidence
from grader.model.saved import Saved, SavedTraining, SavedTranslation
from grader.model.submission import Submission

MOST_TEXT = 2_000_000
"""Characters of a notebook's saved outputs that are read; what honest ones hold is a tenth of it."""


def read(submission: Submission) -> Saved:
    """Total: what can't be understood shows nothing."""
    texts = []
    room = MOST_TEXT
    for cell in submission.code:
        if cell.saved_outputs and room > 0:
            text = "\n".join(output.text for output in cell.saved_outputs if not output.error)[:room]
            room -= len(text)
            texts.append((cell.index, text))
    return Saved(
        trainings=tuple(training for cell, text in texts for training in saved_epochs.read(cell, text)),
        translations=saved_pairs.read(texts),
        pictures=tuple(cell.index for cell in submission.code if any(o.has_image for o in cell.saved_outputs)),
        cells=len(texts),
    )


def of_run(evidence: Evidence) -> tuple[tuple[SavedTraining, ...], tuple[SavedTranslation, ...]]:
    """What the run showed, read in the same way: the two can only be compared so."""
    texts: dict[int, list[str]] = {}
    for output in evidence.reported.outputs:
        if not output.error:
            texts.setdefault(output.cell, []).append(output.text)
    joined = [(cell, "\n".join(parts)) for cell, parts in sorted(texts.items())]
    trainings = tuple(training for cell, text in joined for training in saved_epochs.read(cell, text))
    return trainings, saved_pairs.read(joined)
