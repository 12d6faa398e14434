"""What the kernel is given, as it arrives at the sandbox's seam."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.execution import __main__ as client
from grader.execution.environment import absolute_roots
from grader.execution.job import CodeCell, Job, Places, Supply
from grader.model.assignment import Limits
from grader.sandbox.fake import FakeSandbox

PROJECT = Path(__file__).resolve().parents[3]


def test_the_kernel_is_shown_its_own_folders_and_nothing_else(tmp_path: Path) -> None:
    places = Places(tmp_path / "run")
    places.make()
    (tmp_path / "toy.tsv").write_text("Hi.\tSalut.\n")
    supply = Supply(source=str(tmp_path / "toy.tsv"), target="/content/fra.txt")
    job = Job(cells=(CodeCell(index=3, source="x = 1"),), supplies=(supply,), sandbox="fake", limits=Limits())
    sandbox = FakeSandbox()
    with open(os.devnull, "wb") as sink:
        assert sandbox.start(client.program(job, places, sandbox), sink.fileno()).wait(30) == 0
    (started,) = sandbox.started
    assert started.readable == (places.inside,)
    assert started.writable == (places.outbox,)
    assert started.sockets == (places.sockets,)
    assert started.scratch == ("/content", "/kaggle"), "of the notebook and of the services that it may come from"
    told = " ".join((*started.argv[1:], *(f"{name}={value}" for name, value in started.environment)))
    assert str(PROJECT) not in told, "neither arguments nor environment tell of the grader"


@pytest.mark.parametrize(
    ("targets", "roots"),
    [
        (("/content/fra.txt", "/kaggle/input/a/fra.txt", "fra.txt"), ()),
        (("/root/fra.txt", "/home/a/fra.txt", "/Users/a/My Data/fra.txt"), ("/Users", "/home", "/root")),
        (("/usr/share/fra.txt", "/etc/fra.txt", "/tmp/fra.txt", "/fra.txt"), ()),
        (("/../fra.txt", "/../../a/fra.txt", "/a/../../fra.txt"), ()),
    ],
)
def test_folders_are_made_for_paths_that_are_nobody_s(targets: tuple[str, ...], roots: tuple[str, ...]) -> None:
    made = absolute_roots(tuple(Supply(source="x", target=target) for target in targets))
    assert set(made) == {*roots, "/content", "/kaggle"}, "those of Colab and Kaggle are always there"
