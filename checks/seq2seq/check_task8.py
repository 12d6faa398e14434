"""Task 8, discussion: challenges, bad translations, improvements."""

from __future__ import annotations

from grader.checking.plugin import Found
from grader.checking.rubric import rubric
from grader.roles.answers import Answers, Hit

SEVERAL = 2


@rubric("8.1", points=1)
def check_one_challenge(answers: Answers, found: Found) -> None:
    """Name a challenge of training sequence-to-sequence models.

    Try: think of long sentences, of the data, of the time, of what differs between training and inference.
    """
    hits = answers.concepts("8.1")
    found(_listed(answers, "8.1", hits))
    if not hits:
        raise answers.doubt("8.1", "no challenge that is known to the assignment")


@rubric("8.1", points=1)
def check_challenges_explained(answers: Answers, found: Found) -> None:
    """Explain two or more challenges of training sequence-to-sequence models.

    Try: a sentence for each that says why it makes training hard.
    """
    hits = answers.concepts("8.1")
    explained = tuple(hit for hit in hits if hit.explained)
    note = " They are named, not explained." if len(hits) >= SEVERAL > len(explained) else ""
    found(_listed(answers, "8.1", hits) + note)
    if len(explained) < SEVERAL:
        raise answers.doubt("8.1", f"{len(hits)} challenges, {len(explained)} of them explained")


@rubric("8.2", points=1)
def check_bad_translation_looks(answers: Answers, found: Found) -> None:
    """Say what a bad translation looks like.

    Try: describe what is wrong with one that your model made.
    """
    _says(answers.concept("8.2", "looks"), found)


@rubric("8.2", points=1)
def check_bad_translation_why(answers: Answers, found: Found) -> None:
    """Say why bad translations happen.

    Try: one sentence on what in the model, its training or its data brings them about.
    """
    _says(answers.concept("8.2", "why"), found)


@rubric("8.3", points=1)
def check_one_improvement(answers: Answers, found: Found) -> None:
    """Name a sound improvement of the model.

    Try: think of its parts, its data, its training and its way of decoding.
    """
    hits = answers.concepts("8.3")
    found(_listed(answers, "8.3", hits))
    if not hits:
        raise answers.doubt("8.3", "no improvement that is known to the assignment")


@rubric("8.3", points=1)
def check_several_improvements(answers: Answers, found: Found) -> None:
    """Name two or more sound improvements of the model.

    Try: list them, each with what it changes.
    """
    hits = answers.concepts("8.3")
    count = answers.count("8.3")
    found(_listed(answers, "8.3", hits, count))
    if count < SEVERAL:
        raise answers.doubt("8.3", f"{count} improvements")


def _says(hit: Hit, found: Found) -> None:
    found(hit.sentence_for_student)
    hit.demand()


def _listed(answers: Answers, question: str, hits: tuple[Hit, ...], count: int = 0) -> str:
    """How many were found, with the words of the first two; of none, what was read instead."""
    if not hits:
        return answers.first_miss(question).sentence_for_student
    shown = dict.fromkeys(hit.sentence_for_student for hit in hits[:2])
    count = max(count, len(hits))
    return f"{count} found. {' '.join(shown)}" if count > 1 else f"One found. {next(iter(shown))}"
