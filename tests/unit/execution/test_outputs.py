"""What is kept of a cell's outputs."""

from __future__ import annotations

import pytest

from grader.execution.outputs import MOST_OUTPUTS, CellOutputs, fold


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("plain\n", "plain\n"),
        ("10%\r50%\r100%\n", "100%\n"),
        ("windows\r\nline\r\n", "windows\r\nline\r\n"),
        ("1/2\b\b\b2/2\n", "2/2\n"),
        ("loss: 3.1\rloss: 2.9\nloss: 1.1\n", "loss: 2.9\nloss: 1.1\n"),
        ("\b\b\b", ""),
    ],
)
def test_overwritten_text_is_gone(text: str, left: str) -> None:
    assert fold(text) == left


def test_an_endless_print_is_cut_in_its_middle_and_counted() -> None:
    outputs = CellOutputs(1_000)
    for number in range(5_000):
        outputs.add("stream", {"name": "stdout", "text": f"line {number}\n"})
    (kept,) = outputs.finish()
    assert len(kept.text) == 1_000
    assert kept.text.startswith("line 0\n")
    assert kept.text.endswith("line 4999\n")
    assert kept.cut > 40_000


def test_a_million_displays_are_counted_not_kept() -> None:
    outputs = CellOutputs(1_000)
    for _ in range(MOST_OUTPUTS + 50):
        outputs.add("display_data", {"data": {"text/plain": "x"}})
    assert len(outputs.finish()) == MOST_OUTPUTS
    assert outputs.dropped == 50


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("stream", {}),
        ("stream", {"name": 5, "text": ["x"]}),
        ("display_data", {"data": None}),
        ("display_data", {"data": {"text/plain": {"a": 1}, "image/png": 7}}),
        ("error", {"ename": None, "evalue": {}, "traceback": "x"}),
        ("stream", {"name": "stdout", "text": "\ud800"}),
    ],
)
def test_forged_content_harms_nothing(kind: str, content: dict[str, object]) -> None:
    outputs = CellOutputs(1_000)
    outputs.add(kind, content)
    assert all(isinstance(output.text, str) for output in outputs.finish())
