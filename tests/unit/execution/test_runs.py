"""Small notebooks in the real sandbox: each way in which a run can end, and what is kept of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from grader.boundary import decode, wire
from grader.boundary.store import EvidenceFolder
from grader.execution.budget import Allowance
from grader.execution.job import CodeCell, Job, Places, Supply
from grader.execution.run import run
from grader.model.assignment import Limits
from grader.model.evidence import CellEnd, Reported, Restart, RunEnd

pytestmark = pytest.mark.runs

OK, ERROR, DIED, NOT_RUN, LATE = CellEnd.OK, CellEnd.ERROR, CellEnd.DIED, CellEnd.NOT_RUN, CellEnd.OUT_OF_TIME


@dataclass(frozen=True)
class Seen:
    ends: list[CellEnd]
    end: wire.RunEnded
    reported: Reported
    peak_memory: int
    restart: Restart | None

    def text(self, cell: int) -> str:
        return "".join(output.text for output in self.reported.outputs if output.cell == cell)


def runs(
    tmp_path: Path,
    *cells: str,
    supplies: tuple[Supply, ...] = (),
    sandbox: str = "bubblewrap",
    budget: Allowance | None = None,
    **limits: float,
) -> Seen:
    places = Places(tmp_path / "run")
    places.make()
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make()
    job = Job(
        cells=tuple(CodeCell(index=index, source=source) for index, source in enumerate(cells)),
        supplies=supplies,
        sandbox=sandbox,
        budget=budget,
        limits=Limits(**limits),  # type: ignore[arg-type]  # whole numbers where they are asked for
    )
    result = run(job, places, lambda standing: None)
    transcript = decode.read_transcript(places.transcript, tuple(range(len(cells))), folder, result.second)
    return Seen(
        ends=[cell.end for cell in transcript.cells],
        end=decode.run_end(transcript, result.stopped),
        reported=decode.read_journal(places.outbox, transcript.outputs, folder, result.again),
        peak_memory=result.peak_memory,
        restart=result.restart,
    )


STRAY = """
import os, subprocess
if os.fork() == 0:
    os.setsid()
    subprocess.Popen(["sleep", "321.5"], start_new_session=True)
    os._exit(0)
"""


@pytest.mark.parametrize("sandbox", ["bubblewrap", "none"])
def test_errors_do_not_stop_a_run_and_everything_is_dead_afterwards(tmp_path: Path, sandbox: str) -> None:
    before = {process.pid for process in psutil.process_iter()}
    seen = runs(tmp_path, "x = 1", "1/0", "print(x + 1)", STRAY, sandbox=sandbox)
    assert seen.ends == [OK, ERROR, OK, OK]
    assert seen.end.end is RunEnd.COMPLETED
    assert seen.text(1) == "ZeroDivisionError: division by zero"
    assert seen.text(2) == "2\n"
    left = [p for p in psutil.process_iter() if p.pid not in before and "321.5" in " ".join(_command(p))]
    assert not left


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_a_cell_at_its_limit_is_stopped_and_the_rest_runs(tmp_path: Path) -> None:
    seen = runs(tmp_path, "x = 1", "while True: pass", "print(x)", cell_seconds=3)
    assert seen.ends == [OK, LATE, OK]
    assert seen.text(2) == "1\n"


def test_the_address_space_that_its_reader_may_take_is_not_the_kernels_limit(tmp_path: Path) -> None:
    """Four gigabytes of addresses are little for TensorFlow, which reserves nearly three for a small model."""
    seen = runs(tmp_path, "import resource\nprint(resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY)")
    assert seen.text(0) == "True\n"


STUBBORN = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nx = 2\nwhile True: pass"


def test_a_cell_that_does_not_let_itself_be_stopped_ends_what_builds_on_it(tmp_path: Path) -> None:
    seen = runs(tmp_path, "x = 1", STUBBORN, "print(x)", cell_seconds=3)
    assert seen.ends == [OK, LATE, NOT_RUN]
    assert seen.end.end is RunEnd.OUT_OF_TIME
    assert seen.restart is None


def test_a_kernel_that_had_to_be_killed_is_started_again_for_the_rest(tmp_path: Path) -> None:
    seen = runs(tmp_path, "y = {'a': 1, 'b': 2, 'c': 3}", STUBBORN, "print(len(y))", "print(x)", cell_seconds=3)
    assert seen.ends == [OK, LATE, OK, NOT_RUN]
    assert seen.text(2) == "3\n"
    assert seen.restart is not None
    assert (seen.restart.cell, seen.restart.again, seen.restart.left_out) == (1, (0,), (3,))
    assert seen.end.end is RunEnd.COMPLETED


def test_the_notebook_as_a_whole_has_a_limit(tmp_path: Path) -> None:
    began = time.monotonic()
    seen = runs(tmp_path, "print('kept')", "import time; time.sleep(300)", notebook_seconds=15)
    assert seen.ends == [OK, DIED]
    assert seen.end.end is RunEnd.OUT_OF_TIME
    assert "15 seconds" in seen.end.reason
    assert seen.text(0) == "kept\n"
    assert time.monotonic() - began < 60


def test_a_kernel_that_dies_keeps_what_was_before(tmp_path: Path) -> None:
    fatal = "import os; w = 1; os._exit(1)"
    seen = runs(tmp_path, "print('kept'); v = {'a': 1, 'b': 2, 'c': 3}", fatal, "print('never', w)")
    assert seen.ends == [OK, DIED, NOT_RUN]
    assert seen.end.end is RunEnd.KERNEL_DIED
    assert seen.text(0) == "kept\n"
    assert [vocabulary.tokens for vocabulary in seen.reported.vocabularies] == [("a", "b", "c")]
    assert seen.restart is None


PLOT = "import matplotlib.pyplot as plt\nplt.plot([{}, 2, 3])"


def test_a_dead_kernel_is_started_once_more_and_each_cell_counts_once(tmp_path: Path) -> None:
    fatal = "import os\nplt.plot([7, 8]); plt.show()\nos._exit(1)"
    seen = runs(tmp_path, PLOT.format(1), fatal, PLOT.format(4), fatal, "print('never')")
    assert seen.ends == [OK, DIED, OK, DIED, NOT_RUN]
    assert seen.end.end is RunEnd.KERNEL_DIED
    assert seen.restart is not None
    assert seen.restart.kept
    assert seen.restart.again == (0,)
    drawn = sorted(figure.axes[0].lines[0].y for figure in seen.reported.figures)
    assert drawn == [(1.0, 2.0, 3.0), (4.0, 2.0, 3.0), (7.0, 8.0), (7.0, 8.0)]


def test_memory_is_bounded_and_the_reason_given(tmp_path: Path) -> None:
    hungry = "import time\nblocks = []\nwhile True:\n    blocks.append(bytearray(b'x' * (40 << 20))); time.sleep(0.05)"
    seen = runs(tmp_path, "print('kept')", hungry, memory_mb=1200)
    assert seen.text(0) == "kept\n"
    # Either the watch ends the run, or the process itself meets its own limit first and says so.
    if seen.end.end is RunEnd.COMPLETED:
        assert seen.ends == [OK, ERROR]
        assert "MemoryError" in seen.text(1)
    else:
        assert seen.end.end is RunEnd.OUT_OF_MEMORY
        assert "1200 MB" in seen.end.reason


TRAINING = """
import keras, numpy as np
x = np.zeros((64, 4))
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
history = model.fit(x, x[:, :1], epochs=1_000_000, verbose=0)
"""


def test_a_training_is_cut_so_that_it_fits_into_the_budget(tmp_path: Path) -> None:
    """Longer than any limit of a cell: the budget decides alone."""
    budget = Allowance(minutes=0.3, reserve=12, fewest_epochs=2, trainings=((0, 1),))
    seen = runs(tmp_path, TRAINING, "print(len(history.history['loss']))", cell_seconds=3, budget=budget)
    assert seen.ends == [OK, OK]
    (fit,) = seen.reported.fits
    assert fit.cut is not None
    assert len(fit.epochs) <= int(seen.text(1)) < 1_000_000  # the recorder notes no more than some thousands


def test_output_is_bounded(tmp_path: Path) -> None:
    seen = runs(tmp_path, "print('kept')", "while True: print('x' * 100_000)", output_mb=4, cell_output_kb=64)
    assert seen.ends[0] is OK
    assert seen.end.end is RunEnd.OUTPUT_LIMIT
    assert len(seen.text(1)) <= 64 << 10


def test_files_are_given_and_the_working_folder_is_its_own(tmp_path: Path) -> None:
    source = tmp_path / "toy.tsv"
    source.write_text("Hi.\tSalut.\n")
    code = """
from pathlib import Path
p = Path("data/fra.txt")
print(p.read_text(), end="")
p.unlink()
print(p.exists())
"""
    given = (Supply(source=str(source), target="data/fra.txt"), Supply(source=str(source), target="/content/fra.txt"))
    seen = runs(tmp_path, code, "print(open('/content/fra.txt').read(), end='')", supplies=given)
    assert seen.text(0) == "Hi.\tSalut.\nFalse\n"
    assert seen.text(1) == "Hi.\tSalut.\n"
    assert source.read_text() == "Hi.\tSalut.\n"


def test_what_it_asks_for_is_answered_and_noted(tmp_path: Path) -> None:
    seen = runs(tmp_path, "name = input('your name? ')", "print('on')")
    assert seen.ends == [OK, OK]
    assert seen.text(0) == "your name? Hello.\n"
    assert [(aid.cell, aid.name) for aid in seen.reported.aids] == [(0, "input()")]


def test_the_same_notebook_leaves_figures_however_they_are_closed(tmp_path: Path) -> None:
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]); plt.title('{}')\n{}"
    seen = runs(
        tmp_path,
        plot.format("shown", "plt.show()"),
        plot.format("not shown", ""),
        plot.format("closed", "plt.close()"),
        plot.format("saved", "plt.savefig('x.png'); plt.close('all')"),
    )
    titles = [figure.axes[0].title for figure in seen.reported.figures]
    assert titles == ["shown", "not shown", "closed", "saved"]
    assert all(figure.axes[0].lines[0].y == (1.0, 2.0, 3.0) for figure in seen.reported.figures)
    assert all(figure.image for figure in seen.reported.figures)
