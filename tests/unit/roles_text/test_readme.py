"""The README, and its samples held against what the notebook put out."""

from __future__ import annotations

import pytest

from grader.model.assignment import Assignment
from grader.model.evidence import RunEnd
from grader.model.grade import Cause
from grader.model.judging import Missing
from grader.roles import readme

MODEL = "## Model\nThe encoder is an LSTM. Its states start the decoder, another LSTM with a softmax.\n"
RUN = "## How to run\n```\npip install tensorflow\njupyter notebook x.ipynb\n```\n"
PAIRS = "## Samples\n| English | French |\n|---|---|\n| I am cold. | j'ai froid . |\n| Go away! | va-t'en ! |\n"
SHOWN = "Input: i am cold\nOutput: <start> j'ai froid . <end>\nInput: go away\nOutput: va t'en !"


def _readme(handed, assignment: Assignment, text: str, **more):  # type: ignore[no-untyped-def]
    return readme.find(handed("%code\nx = 1", documents={"README.md": text}, **more), assignment)


def test_model_and_run(handed, assignment: Assignment) -> None:  # type: ignore[no-untyped-def]
    found = _readme(handed, assignment, f"# Work\nEncoder-decoder with LSTM.\n{MODEL}{RUN}")
    described = found.concept("S.2", "model")
    assert described.credited
    assert described.sentence_for_student.startswith("In README.md, under “Model”")
    assert found.concept("S.3", "set_up").credited
    assert found.concept("S.3", "run").credited


def test_a_title_describes_nothing(handed, assignment: Assignment) -> None:  # type: ignore[no-untyped-def]
    found = _readme(handed, assignment, "# Encoder-decoder LSTM\nAn encoder-decoder model with LSTM layers.")
    assert not found.concept("S.2", "model").credited


def test_sections_of_the_notebook_stand_for_a_readme(handed, assignment: Assignment) -> None:  # type: ignore[no-untyped-def]
    found = readme.find(handed(f"# Work\n\n## README\n{MODEL.replace('## ', '### ')}\n## Other\nx"), assignment)
    assert not found.is_file
    assert found.concept("S.2", "model").credited


def test_no_readme(handed, assignment: Assignment) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Missing):
        readme.find(handed("# Work\nSome text."), assignment)


@pytest.mark.parametrize(
    "samples",
    [
        PAIRS,
        "## Results\n- I am cold. → j'ai froid .\n- Go away! -> va-t'en !\n",
        "## Demo\nInput: I am cold.\nOutput: j'ai froid\n\nInput sentence: Go away!\nDecoded sentence: va-t'en !\n",
        "Here we go\n\nEnglish: I am cold. | French: j'ai froid .\n",
    ],
)
def test_samples_in_their_forms(handed, assignment: Assignment, samples: str) -> None:  # type: ignore[no-untyped-def]
    found = _readme(handed, assignment, samples, outputs=[(0, SHOWN)]).samples("S.4")
    assert found.credited
    assert len(found.shown) == len(found.quoted) > 0


def test_saved_outputs_confirm_as_well(handed, assignment: Assignment) -> None:  # type: ignore[no-untyped-def]
    assert _readme(handed, assignment, PAIRS, saved=[(0, SHOWN)]).samples("S.4").credited


def test_samples_that_the_notebook_never_showed(handed, assignment: Assignment) -> None:  # type: ignore[no-untyped-def]
    found = _readme(handed, assignment, PAIRS, outputs=[(0, "Input: i am cold\nOutput: le le le")]).samples("S.4")
    assert not found.credited
    assert found.prevented is None
    assert "none of them could be found" in found.sentence_for_student


@pytest.mark.parametrize(
    ("observed", "cause"),
    [
        ({"end": RunEnd.OUT_OF_TIME}, Cause.BUDGET),
        ({"end": RunEnd.MACHINERY}, Cause.GRADER),
        ({"supplies": ("fra.txt",)}, Cause.NO_DATA),
    ],
)
def test_a_run_that_could_not_show_them(handed, assignment: Assignment, observed, cause: Cause) -> None:  # type: ignore[no-untyped-def]
    assert _readme(handed, assignment, PAIRS, **observed).samples("S.4").prevented is cause


def test_a_diagram_is_no_sample(handed, assignment: Assignment) -> None:  # type: ignore[no-untyped-def]
    text = "## Output of the model\ninput -> encoder -> decoder\n"
    assert _readme(handed, assignment, text).samples("S.4").quoted == ()
