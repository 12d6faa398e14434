"""The report that a student opens: one HTML file that asks nothing of the network.

Order of the page: what I got and why, what to do next, task by task, and then the record it rests on. Templates are in
`templates/`, with autoescape on; whatever is `Markup` when it gets there was made inert by `grader.reporting.markup`.
What a check says to the teacher (`for_teacher`) is not handed to the templates at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.model.assignment import Assignment
from grader.model.disclosed import held_back
from grader.model.drawings import Figure
from grader.model.evidence import Evidence, RunEnd
from grader.model.findings import Findings
from grader.model.grade import Grade, Status
from grader.model.pins import settled
from grader.reporting import curves, helped, notebook, pictures, supplied, tasks, words
from grader.reporting.templating import environment
from grader.text import one_line, plain

MOST_BYTES = 5_000_000
MOST_FIGURES = 40
MOST_TRANSLATIONS = 200
MOST_NOTES = 60
_NAME = 120
_SENTENCE = 1_000


def render(
    *,
    assignment: Assignment,
    evidence: Evidence,
    grade: Grade,
    findings: Findings,
    image: Callable[[str], bytes | None],
) -> str:
    """The whole page."""
    page = _page(assignment, evidence, grade, findings, image)
    if len(page.encode()) < MOST_BYTES:
        return page
    # Room is measured piece by piece, so this is for what nobody thought of.
    return _page(assignment, evidence, grade, findings, image, with_notebook=False)


def _page(
    assignment: Assignment,
    evidence: Evidence,
    grade: Grade,
    findings: Findings,
    image: Callable[[str], bytes | None],
    *,
    with_notebook: bool = True,
) -> str:
    cells = notebook.linkable(evidence) if with_notebook else frozenset()
    album = pictures.Album(image)
    # In the order of their worth, for the album may be full before the last of them.
    heatmap = _heatmap(evidence, findings, album)
    others = [figure for figure in evidence.reported.figures if heatmap is None or figure.image != findings.heatmap]
    return environment.get_template("report.html.jinja").render(
        student=one_line(grade.student, _NAME) or "Nameless submission",
        assignment={"title": one_line(assignment.title, 200), "version": one_line(grade.version, 40)},
        grade=grade,
        verdict=words.VERDICTS[grade.verdict],
        rule=words.rule(grade),
        policy=words.POLICIES[grade.policy],
        reasons=grade.reasons[:MOST_NOTES],
        ungradable=_ungradable(grade),
        steps=tasks.next_steps(grade, evidence, cells),
        tasks=tasks.task_views(assignment, grade, cells),
        charts=curves.charts(findings.curves),
        training_cells=[cell + 1 for cell in findings.training_cells],
        heatmap=heatmap,
        figures=_figures(others, album),
        figures_left_out=max(0, len(others) - MOST_FIGURES),
        translations=_translations(findings),
        translations_left_out=max(0, len(findings.translations) - MOST_TRANSLATIONS),
        facts=_facts(evidence, grade),
        notes=_notes(evidence),
        notebook=notebook.view(evidence, album) if with_notebook else None,
        cells=cells,
        pictures_left_out=album.left_out,
    )


def _ungradable(grade: Grade) -> dict[str, int]:
    items = [item for item in grade.items if item.status is Status.UNGRADABLE]
    points = sum(check.points for item in items for check in item.checks if check.status is Status.UNGRADABLE)
    return {"number": len(items), "points": points}


def _heatmap(evidence: Evidence, findings: Findings, album: pictures.Album) -> dict[str, Any] | None:
    if findings.heatmap is None:
        return None
    drawn = next((figure for figure in evidence.reported.figures if figure.image == findings.heatmap), None)
    return {
        "cell": drawn.cell + 1 if drawn is not None else 0,
        "words": pictures.described(drawn) if drawn is not None else "The attention weights that your notebook drew",
        "picture": album.picture(findings.heatmap, "heatmap"),
    }


def _figures(figures: list[Figure], album: pictures.Album) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "cell": figure.cell + 1,
            "words": pictures.described(figure),
            "picture": album.picture(figure.image, f"figure-{number}"),
            "trained": figure.trained,
        }
        for number, figure in enumerate(figures[:MOST_FIGURES], 1)
    ]


def _translations(findings: Findings) -> list[dict[str, Any]]:
    trained_on = {True: "trained on", False: "new to the model", None: "not known"}
    return [
        {
            "cell": translation.cell + 1,
            "source": plain(translation.source, 500),
            "output": plain(translation.output, 500),
            "confirmed": translation.confirmed,
            "trained_on": trained_on[translation.trained_on],
        }
        for translation in findings.translations[:MOST_TRANSLATIONS]
    ]


def _facts(evidence: Evidence, grade: Grade) -> list[tuple[str, str]]:
    submission, observed = evidence.submission, evidence.observed
    ran = sum(run.end.value != "not run" for run in observed.cells)
    ending = words.RUN_ENDS[observed.end]
    if observed.reason and observed.end is not RunEnd.COMPLETED:
        ending = f"{ending}. {plain(observed.reason, _SENTENCE)}"
    return [
        ("Handed in", one_line(submission.name, _NAME)),
        ("Notebook", one_line(submission.notebook, _NAME)),
        ("Its SHA-256", one_line(grade.sha256, 64)),
        ("The run", ending),
        ("Time allowed", _allowed(evidence)),
        ("Code cells run", f"{ran} of {len(submission.code)}"),
        ("Time", words.duration(observed.seconds)),
        ("Most memory used", words.memory(observed.peak_memory)),
        ("Sandbox", one_line(observed.sandbox, 200)),
        *helped.facts(evidence),
        *supplied.facts(evidence),
    ]


def _allowed(evidence: Evidence) -> str:
    budget = evidence.observed.budget
    return "what it takes" if budget is None else f"a budget of {words.duration(60 * budget.minutes)}"


def _notes(evidence: Evidence) -> list[str]:
    by_teacher = settled(evidence.pins)
    by_hand = [f"Your teacher settled by hand what is meant by: {'; '.join(by_teacher)}."] if by_teacher else []
    notes = [
        *held_back(evidence),
        *by_hand,
        *evidence.submission.notes,
        *evidence.observed.notes,
        *evidence.reported.notes,
    ]
    kept = [plain(note, _SENTENCE) for note in notes[:MOST_NOTES]]
    return kept if len(notes) <= MOST_NOTES else [*kept, f"… and {len(notes) - MOST_NOTES:,} more"]
