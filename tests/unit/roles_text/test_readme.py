"""The README, and its samples held against what the notebook put out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grader.model.assignment import Assignment
from grader.model.evidence import Evidence, RunEnd
from grader.model.grade import Cause
from grader.model.judging import Missing
from grader.roles import readme

Handed = Callable[..., Evidence]

MODEL = "## Model\nThe encoder is an LSTM. Its states start the decoder, another LSTM with a softmax.\n"
RUN = "## How to run\n```\npip install tensorflow\njupyter notebook x.ipynb\n```\n"
PAIRS = "## Samples\n| English | French |\n|---|---|\n| I am cold. | j'ai froid . |\n| Go away! | va-t'en ! |\n"
SHOWN = "Input: i am cold\nOutput: <start> j'ai froid . <end>\nInput: go away\nOutput: va t'en !"


def _readme(handed: Handed, assignment: Assignment, text: str, **more: Any) -> readme.Readme:
    return readme.find(handed("%code\nx = 1", documents={"README.md": text}, **more), assignment)


def test_model_and_run(handed: Handed, assignment: Assignment) -> None:
    found = _readme(handed, assignment, f"# Work\nEncoder-decoder with LSTM.\n{MODEL}{RUN}")
    described = found.concept("S.2", "model")
    assert described.credited
    assert described.sentence_for_student.startswith("In README.md, under “Model”")
    assert found.concept("S.3", "set_up").credited
    assert found.concept("S.3", "run").credited


def test_a_title_describes_nothing(handed: Handed, assignment: Assignment) -> None:
    found = _readme(handed, assignment, "# Encoder-decoder LSTM\nAn encoder-decoder model with LSTM layers.")
    assert not found.concept("S.2", "model").credited


def test_sections_of_the_notebook_stand_for_a_readme(handed: Handed, assignment: Assignment) -> None:
    found = readme.find(handed(f"# Work\n\n## README\n{MODEL.replace('## ', '### ')}\n## Other\nx"), assignment)
    assert not found.is_file
    assert found.concept("S.2", "model").credited


def test_no_readme(handed: Handed, assignment: Assignment) -> None:
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
def test_samples_in_their_forms(handed: Handed, assignment: Assignment, samples: str) -> None:
    found = _readme(handed, assignment, samples, outputs=[(0, SHOWN)]).samples("S.4")
    assert found.credited
    assert len(found.shown) == len(found.quoted) > 0


def test_saved_outputs_confirm_as_well(handed: Handed, assignment: Assignment) -> None:
    assert _readme(handed, assignment, PAIRS, saved=[(0, SHOWN)]).samples("S.4").credited


def test_samples_that_the_notebook_never_showed(handed: Handed, assignment: Assignment) -> None:
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
def test_a_run_that_could_not_show_them(
    handed: Handed, assignment: Assignment, observed: dict[str, Any], cause: Cause
) -> None:
    assert _readme(handed, assignment, PAIRS, **observed).samples("S.4").prevented is cause


def test_a_diagram_is_no_sample(handed: Handed, assignment: Assignment) -> None:
    text = "## Output of the model\ninput -> encoder -> decoder\n"
    assert _readme(handed, assignment, text).samples("S.4").quoted == ()


@pytest.mark.parametrize(
    ("text", "credited"),
    [
        ("Install the packages. Then open the notebook and run all cells.", True),
        ("```\npip install keras\npython train.py\n```", True),
        ("Tools to install: Keras running on TensorFlow, Jupyter Notebook, Pandas.", False),
    ],
)
def test_run_instructions_have_a_verb_or_a_command(
    handed: Handed, assignment: Assignment, text: str, credited: bool
) -> None:
    found = readme.find(handed("x", documents={"README.md": f"# It\n{text}"}), assignment)
    assert found.concept("S.3", "run").credited == credited


@pytest.mark.parametrize(
    ("text", "credited"),
    [
        ("An encoder-decoder made of LSTMs, with embedding layers for both languages.", True),
        ("An encoder-decoder for English and French, trained for ten epochs.", False),
    ],
)
def test_a_model_is_described_by_its_layers(handed: Handed, assignment: Assignment, text: str, credited: bool) -> None:
    found = readme.find(handed("x", documents={"README.md": f"# It\n{text}"}), assignment)
    assert found.concept("S.2", "model").credited == credited
