"""Accounts of what was written: answers, the diagram, sections, README, comments."""

from __future__ import annotations

from collections.abc import Callable

from grader.model.accounts import Account, Confidence
from grader.model.assignment import Question
from grader.model.judging import Missing
from grader.model.submission import DocumentKind
from grader.roles import comments, readme, sections
from grader.roles.accounts.given import Given, plural, some, sure
from grader.roles.accounts.network import PINNED
from grader.roles.textlanguage import content_words, is_question, shortened

REPEATS = 0.8
"""Share of the question's words from which on a heading is its repetition."""


def answer_to(question: Question) -> Callable[[Given], Account]:
    def account(given: Given) -> Account:
        """Certain under a heading that repeats the question, or pinned; likely under another heading or label that
        names it; a guess where it was found elsewhere by its words."""
        reading = given.answers.readings[question.id]
        pinned = question.id in given.evidence.pins.answers
        own = [each for each in reading.tied if not is_question(each.text)]
        if own:
            near = own[0].near
            words = content_words(question.text)
            repeats = bool(words) and len(words & content_words(near)) >= REPEATS * len(words)
            label = f"the heading “{shortened(near, 80)}”" if near else "a label that names the question"
            because = f"It stands under {label}{', which repeats the question' if repeats else ''}."
            confidence = sure(pinned or repeats)
        else:
            heap = [each for heap in reading.heaps for each in heap if not is_question(each.text)]
            if not heap:
                raise Missing("No text stands under the question, and none elsewhere speaks of it.")
            own, confidence = heap, Confidence.GUESS
            because = "Nothing stands under the question; this text elsewhere speaks of its subject."
        return Account(
            role=f"Answer {question.id}",
            taken=f"“{shortened(own[0].text, 120)}”",
            where=tuple(dict.fromkeys(each.place for each in own))[:4],
            because=f"{PINNED} {because}" if pinned else because,
            confidence=confidence,
            others=some([f"{plural(len(own) - 1, 'sentence')} more"] if len(own) > 1 else []),
            pinned=pinned,
        )

    return account


def diagram_of(question: Question) -> Callable[[Given], Account]:
    def account(given: Given) -> Account:
        """Likely under the task's heading, or for a figure that was drawn; a guess for text elsewhere."""
        flow, labels = given.diagram.flow(question.id, least=0), given.diagram.labels(question.id, least=0)
        found = flow if flow.count >= labels.count else labels
        region = found.region
        if region is None:
            raise Missing("No figure and no text shows two of the parts that are asked for.")
        how = "under the heading that asks for it" if region.tied else "outside any heading that asks for it"
        return Account(
            role=f"Diagram {question.id}",
            taken=f"{'a figure' if region.drawn else 'text'}: “{shortened(' / '.join(region.pieces), 120)}”",
            where=(region.place,),
            because=f"{found.count} of {len(found.asked)} parts are named in it; it stands {how}.",
            confidence=Confidence.LIKELY if region.tied or region.drawn else Confidence.GUESS,
            others=some([f"a picture in {picture.place}, which can't be read" for picture in given.diagram.pictures]),
        )

    return account


def named_sections(given: Given) -> Account:
    """Likely: a label names a stage by its words."""
    found = sections.find(given.evidence, given.assignment)
    if not found.named:
        raise Missing(f"None of the {found.present} stages of the work stands under a label of its own.")
    told = ", ".join(f"{each.stage.title}: “{shortened(each.label.text, 40)}”" for each in found.named)
    return Account(
        role="Sections",
        taken=f"{len(found.named)} of {found.present} stages",
        where=tuple(dict.fromkeys(each.label.place for each in found.named)),
        because=f"Told by the words of headings and labels. {told}.",
        confidence=Confidence.LIKELY,
        others=some([f"{stage.title}: no label" for stage in found.unnamed]),
    )


def readme_text(given: Given) -> Account:
    """Certain for a file of that name; likely for a section that does its work."""
    found = readme.find(given.evidence, given.assignment)
    documents = [each.name for each in given.evidence.submission.documents if each.kind is not DocumentKind.README]
    return Account(
        role="README",
        taken=plural(len(found.sections), "section"),
        where=(found.place,),
        because="It is a file of that name." if found.is_file else "Headings of this kind open a README.",
        confidence=sure(found.is_file),
        others=some(documents),
    )


def code_comments(given: Given) -> Account:
    """Likely: what explains is told from labels, unused code and boilerplate by its form."""
    found = comments.find(given.evidence, given.assignment)
    if not found.explaining:
        raise Missing(f"{plural(found.total, 'comment')} in the code, none of which explains anything.")
    first = found.explaining[0]
    idle = found.total - len(found.explaining)
    return Account(
        role="Comments",
        taken=f"{len(found.explaining)} of {plural(found.total, 'comment')}, such as “{shortened(first.text, 80)}”",
        where=tuple(dict.fromkeys(each.place for each in found.explaining))[:8],
        because=f"In {plural(len(found.cells), 'cell')}; they are no labels, no unused code and no boilerplate.",
        confidence=Confidence.LIKELY,
        others=(f"{idle} that explain nothing",) if idle > 0 else (),
    )
