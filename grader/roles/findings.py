"""What of the roles a report shows beside the outcomes."""

from __future__ import annotations

from grader.model.evidence import Evidence
from grader.model.findings import Findings
from grader.model.judging import Missing, Prevented
from grader.roles import figures, training, translations
from grader.roles.arrays import Arrays


def find(evidence: Evidence, arrays: Arrays) -> Findings:
    """The curves, translations and heatmap, each empty where it is not there; never raises for what a notebook did."""
    drawn = figures.heatmaps(evidence).drawn
    best = max(drawn, key=lambda entry: entry[1], default=None)
    try:
        run = training.find(evidence)
        curves, cells = run.curves(), run.cells
    except (Missing, Prevented):
        curves, cells = (), ()
    try:
        shown = translations.find(evidence, arrays).shown
    except (Missing, Prevented):
        shown = ()
    return Findings(
        curves=curves,
        training_cells=cells,
        translations=shown,
        heatmap=best[0].image if best else None,
    )
