"""The submission as a whole: README, sections, comments."""

from __future__ import annotations

from grader.checking.plugin import Found
from grader.checking.rubric import rubric
from grader.model.judging import Prevented
from grader.roles.comments import Comments
from grader.roles.readme import Readme
from grader.roles.sections import Sections

SEVERAL_STAGES = 2
MANY_STAGES = 5
"""From this number of stages on, one may lack its label."""
ENOUGH_COMMENTS = 5
ENOUGH_CELLS = 3
ENOUGH_OF_LARGE = 0.3


@rubric("S.2", points=1)
def check_readme_model(readme: Readme, found: Found) -> None:
    """Describe the model's structure in the README.

    Try: a short section or table with the layers of both halves and how they are joined.
    """
    described = readme.concept("S.2", "model")
    found(described.sentence_for_student)
    assert described.credited, "no section describes the model"


@rubric("S.3", points=1)
def check_readme_run(readme: Readme, found: Found) -> None:
    """Say in the README what has to be set up and how the notebook is run.

    Try: the commands or steps, from an empty machine to a finished run.
    """
    set_up, run = readme.concept("S.3", "set_up"), readme.concept("S.3", "run")
    lacking = next((each for each in (set_up, run) if not each.credited), None)
    found(f"{readme.place} does not say {lacking.concept.title}." if lacking else run.sentence_for_student)
    assert lacking is None, "set-up or run is not described"


@rubric("S.4", points=1)
def check_readme_samples(readme: Readme, found: Found) -> None:
    """Quote sample translations in the README, input and output, as the notebook produced them.

    Try: copy some pairs from the output of the last full run.
    """
    samples = readme.samples("S.4")
    found(samples.sentence_for_student)
    if samples.quoted and not samples.credited and samples.prevented is not None:
        raise Prevented(samples.prevented, f"{samples.sentence_for_student} But this run could not show them either.")
    assert samples.credited, f"{len(samples.quoted)} pairs quoted, {len(samples.shown)} of them shown"


@rubric("S.5", points=1)
def check_some_sections(sections: Sections, found: Found) -> None:
    """Put at least half of the stages of the work under headings or labels that name them.

    Try: a Markdown heading above each stage, from the data to the discussion.
    """
    found(sections.sentence_for_student)
    assert len(sections.named) >= SEVERAL_STAGES, "fewer than two labels"
    assert 2 * len(sections.named) >= sections.present, f"{len(sections.named)} of {sections.present}"


@rubric("S.5", points=1)
def check_all_sections(sections: Sections, found: Found) -> None:
    """Put all stages of the work under headings or labels that name them.

    Try: go through the notebook from the top, and name what each part is for.
    """
    found(sections.sentence_for_student)
    spared = 1 if sections.present >= MANY_STAGES else 0
    assert sections.in_place >= max(SEVERAL_STAGES, sections.present - spared), f"{sections.in_place} in place"


@rubric("S.6", points=1)
def check_comments(comments: Comments, found: Found) -> None:
    """Comment the key parts of the code.

    Try: say why a step is needed, beside the shapes, the shift of the target and the decoding loop.
    """
    found(comments.sentence_for_student)
    assert len(comments.explaining) >= ENOUGH_COMMENTS, f"{len(comments.explaining)} of {comments.total} explain"
    spread = len(comments.cells) >= ENOUGH_CELLS or comments.share >= ENOUGH_OF_LARGE
    assert spread, f"comments in {len(comments.cells)} cells, {comments.share:.0%} of the large ones"
