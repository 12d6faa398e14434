"""Public sets of short answers, read from where they lie: they have licences of their own, and are no part of this.

Mohler (2011): questions on data structures, answers scored 0 to 5 by two people. Its second version is a folder with
`data/raw/<question>` and `data/scores/<question>/ave`; a CSV form of it is also common.
SciEntsBank (SemEval 2013, task 7): XML, a question a file, answers labelled in two, three or five ways.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

EXAMS = ("11", "12")
"""Of Mohler's set, whose two graders gave these up to 10 points; their average is out of 5 as everywhere."""
COLUMNS = frozenset({"question", "desired_answer", "student_answer", "score_avg"})
CORRECT, CONTRADICTORY, INCORRECT = "correct", "contradictory", "incorrect"
TRAINING, UNSEEN = "training", "unseen questions"
_NUMBERED = re.compile(r"^(\d+\.\d+)[.:]?\s+(.*)$")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAnswer:
    question: str
    """What answers to the same question have in common, so that none is learned from."""
    asked: str
    references: tuple[str, ...]
    text: str
    score: float = 0.0
    scores: tuple[float, float] | None = None
    """Of the two people, where they are told apart."""
    label: str = ""
    part: str = ""
    """Of a set that is divided: what may be learned from, or questions that were not seen there."""


def mohler(path: Path) -> list[PublicAnswer]:
    """Mohler's set, from its folder or from its CSV form. Raises `ValueError` where it is neither."""
    if path.is_file():
        return list(_mohler_csv(path))
    for folder in (path, path / "data"):
        if (folder / "raw" / "questions").is_file():
            return list(_mohler_folder(folder))
    raise ValueError(f"{path} has neither raw/questions nor data/raw/questions")


def _mohler_csv(path: Path) -> Iterator[PublicAnswer]:
    reader = csv.DictReader(_text(path).splitlines(keepends=True))
    missing = COLUMNS - set(reader.fieldnames or ())
    if missing:
        raise ValueError(f"{path} lacks the column {min(missing)}")
    for row in reader:
        both = (row.get("score_me"), row.get("score_other"))
        yield PublicAnswer(
            question=row["question"],
            asked=_clean(row["question"]),
            references=(_clean(row["desired_answer"]),),
            text=_clean(row["student_answer"]),
            score=float(row["score_avg"]),
            scores=(float(both[0]), float(both[1])) if both[0] and both[1] else None,
        )


def _mohler_folder(data: Path) -> Iterator[PublicAnswer]:
    asked, references = (_numbered(data / "raw" / name) for name in ("questions", "answers"))
    for question in _used(data / "docs" / "files") or asked:
        raw, scores = data / "raw" / question, data / "scores" / question
        if not (raw.is_file() and (scores / "ave").is_file()):
            continue  # some questions were never graded
        texts = [line for line in _text(raw).splitlines() if line.strip()]
        average = _scores(scores / "ave")
        first, second = (_scores(scores / name) for name in ("me", "other"))
        if len(texts) != len(average):
            raise ValueError(f"question {question} has {len(texts)} answers and {len(average)} scores")
        points = 2.0 if question.split(".")[0] in EXAMS else 1.0
        for number, text in enumerate(texts):
            told = number < min(len(first), len(second))
            yield PublicAnswer(
                question=question,
                asked=asked[question],
                references=(references.get(question, ""),),
                text=_clean(_unnumbered(text, question)),
                score=average[number],
                scores=(first[number] / points, second[number] / points) if told else None,
            )


def _used(path: Path) -> list[str]:
    """The questions that the set's own list names; those behind a # were left out of it."""
    lines = _text(path).split("\n") if path.is_file() else []
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _numbered(path: Path) -> dict[str, str]:
    found = (_NUMBERED.match(line.strip()) for line in _text(path).splitlines())
    return {match[1]: _clean(match[2]) for match in found if match}


def _unnumbered(text: str, question: str) -> str:
    """Without the question's number, which opens each line of the folder's files."""
    first, _, rest = text.strip().partition(" ") if "\t" not in text else text.strip().partition("\t")
    return rest if first.strip(".:") == question else text


def _scores(path: Path) -> list[float]:
    return [float(score) for score in _text(path).split()] if path.is_file() else []


def sciabank(path: Path) -> list[PublicAnswer]:
    """SciEntsBank, from a folder with its XML files. Raises `ValueError` where there are none.

    Of several labellings the one with three labels is read, else the one with five, which become three.
    """
    files = sorted(path.rglob("*.xml"))
    for word in ("scientsbank", "3way", "5way"):
        narrower = [each for each in files if any(word in part.lower() for part in each.relative_to(path).parts[:-1])]
        files = narrower or files
        if word == "3way" and narrower:
            break
    found = [answer for file in files for answer in _sciabank_file(file, path)]
    if not found:
        raise ValueError(f"no answers are in the XML files of {path}")
    return found


def _sciabank_file(file: Path, root: Path) -> Iterator[PublicAnswer]:
    try:
        tree = ElementTree.parse(file).getroot()
    except ElementTree.ParseError as error:
        raise ValueError(f"{file} is no XML: {error}") from None
    references = tuple(_clean(each.text or "") for each in tree.iter("referenceAnswer"))
    where = "/".join(file.relative_to(root).parts[:-1]).lower()
    part = TRAINING if "train" in where else UNSEEN if "unseen-questions" in where else where
    for answer in tree.iter("studentAnswer"):
        label = answer.get("accuracy", "")
        yield PublicAnswer(
            question=tree.get("id", file.stem),
            asked=_clean(tree.findtext("questionText", "")),
            references=references,
            text=_clean(answer.text or ""),
            label=label if label in (CORRECT, CONTRADICTORY) else INCORRECT,
            part=part,
        )


def _text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _clean(text: str) -> str:
    return " ".join(_BREAK.sub(" ", text).split())
