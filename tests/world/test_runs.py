"""What befalls a run: something of it is killed, or the world around it lacks what runs usually find."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.world.command import SECONDS, below, find, gone, grade, notebook, report, result, started, until, world

pytestmark = pytest.mark.runs

WAITS = (
    "print('before it ' + 'was killed')  # what was shown must be kept",
    "import time\nfor _ in range(600):\n    time.sleep(0.1)",
    "print('after')",
)
DRAWS = (
    "import os, socket\nimport matplotlib.pyplot as plt  # to draw with",
    "plt.plot([3, 2, 1])\nplt.title('été')\nplt.show()",
    "print('é' * 3)",
)


def hidden(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir() if path.name.startswith("."))


def page(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("victim", "says"),
    [
        pytest.param(("python", "launch.py"), "the Python process died", id="kernel", marks=pytest.mark.thorough),
        pytest.param(("bwrap",), "the Python process died", id="sandbox", marks=pytest.mark.thorough),
        pytest.param(("python", "grader.execution"), "a fault of the grader, which is not charged to you", id="client"),
    ],
)
def test_what_is_killed_is_named_and_nothing_is_left(victim: tuple[str, ...], says: str, tmp_path: Path) -> None:
    with started(notebook(tmp_path / "alice.ipynb", *WAITS), "--out", tmp_path / "reports") as process:
        running(process)
        family = below(process)
        find(process, *victim).kill()
        said, _ = process.communicate(timeout=SECONDS)
    assert process.returncode in (0, 1), said
    assert gone(family)
    shown = page(tmp_path / "reports" / "alice")
    assert says in shown
    assert "before it was killed" in shown, "what was seen before is kept"
    assert hidden(tmp_path / "reports") == []


def test_a_killed_grader_leaves_nothing_running_and_no_report(tmp_path: Path) -> None:
    with started(notebook(tmp_path / "alice.ipynb", *WAITS), "--out", tmp_path / "reports") as process:
        running(process)
        family = below(process)
        assert len(family) >= 3, "client, sandbox and kernel"
        process.kill()
        process.communicate(timeout=SECONDS)
    assert gone(family)
    assert not (tmp_path / "reports" / "alice").exists()


def running(process: subprocess.Popen[str]) -> None:
    """Waits until the second cell is under way, by what the client has written of the first."""
    client = find(process, "python", "grader.execution")
    transcript = Path(client.cmdline()[-2]) / "transcript.jsonl"
    until(lambda: (transcript.exists() and b"before it was killed" in transcript.read_bytes()) or None)


@pytest.mark.thorough
def test_a_bare_world_makes_no_difference(tmp_path: Path) -> None:
    """No network, no fonts, no home, no language, nobody else's files, blanks and accents in scratch: all at once."""
    path = notebook(tmp_path / "alice.ipynb", *DRAWS)
    assert grade(path, "--out", tmp_path / "usual").returncode in (0, 1)
    scratch = tmp_path / "mes données (été)"
    scratch.mkdir()
    within = world("--unshare-net", "--tmpfs", "/usr/share/fonts", "--unshare-user", "--uid", "1000", "--gid", "1000")
    env = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "TMPDIR": str(scratch)}
    done = grade(path, "--out", tmp_path / "bare", within=within, env=env, unset=["HOME", "USER", "LANG"], umask=0o77)
    assert done.returncode in (0, 1), done.stderr
    assert result(tmp_path / "bare" / "alice") == result(tmp_path / "usual" / "alice")
    assert "ééé" in page(tmp_path / "bare" / "alice")
    assert list(scratch.iterdir()) == []


@pytest.mark.thorough
def test_a_full_disk_for_scratch_is_said(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    path = notebook(tmp_path / "alice.ipynb", "print(1)")
    within = world("--size", "40000", "--tmpfs", str(scratch))
    done = grade(path, "--out", tmp_path / "reports", within=within, env={"TMPDIR": str(scratch)})
    assert done.returncode in (1, 3), done.stdout + done.stderr
    assert "No space left on device" in done.stderr
    assert "TMPDIR" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "reports" / "alice").exists()


@pytest.mark.thorough
def test_without_tensorflow_records_are_judged_and_a_run_says_what_is_missing(tmp_path: Path) -> None:
    """An environment with everything but TensorFlow and Keras."""
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    packages = next((environment / "lib").glob("python*")) / "site-packages"
    (packages / "all_but.py").write_text(
        "import sys\n"
        "class Missing:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('tensorflow', 'keras', 'tf_keras'):\n"
        "            raise ModuleNotFoundError(f'No module named {name!r}', name=name)\n"
        "sys.meta_path.insert(0, Missing())\n"
    )
    others = [path for path in sys.path if path.endswith("site-packages")]
    root = Path(__file__).resolve().parents[2]
    (packages / "all_but.pth").write_text("import all_but\n" + "\n".join([*others, str(root)]) + "\n")
    python = environment / "bin" / "python"
    within = (str(python), "-I", "-c", "import sys; from grader.cli import main; sys.exit(main(sys.argv[2:]))")
    path = notebook(tmp_path / "alice.ipynb", "print(6 * 7)")
    done = grade(path, "--out", tmp_path / "reports", "--sandbox", "none", within=within)
    assert done.returncode == 3
    assert "Notebooks can't be run here: tensorflow and keras can't be found" in done.stderr
    assert not (tmp_path / "reports").exists()
    again = grade("--regrade", report(tmp_path / "stored"), within=within)
    assert again.returncode == 0, again.stderr
    refused = grade(notebook(tmp_path / "bob.ipynb"), "--sandbox", "none", within=within)
    assert refused.returncode == 3


@pytest.mark.thorough
def test_a_file_that_vanishes_before_the_run_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "alice"
    notebook(folder / "alice.ipynb", "print(open('more.csv').read())")
    (folder / "more.csv").write_text("a,b\n")
    hook = "import sys; from pathlib import Path; from grader import cli, recording; whole = recording.supplies\n"
    hook += f"def gone(*given): Path({str(folder / 'more.csv')!r}).unlink(); return whole(*given)\n"
    hook += "recording.supplies = gone\nsys.exit(cli.main(sys.argv[2:]))"
    done = grade(folder, "--out", tmp_path / "reports", within=(sys.executable, "-c", hook))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    shown = page(tmp_path / "reports" / "alice")
    assert "a fault of the grader, which is not charged to you" in shown
    assert "more.csv" in shown
