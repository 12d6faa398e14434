"""Twenty honest submissions graded alone, and again with ten hostile ones among them: the twenty must not tell.

Both are graded by the command itself, each class into a folder of reports of its own, the two at the same time.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.hostile import small
from tests.hostile.catalogue import ROOT
from tests.hostile.expected import folders
from tests.hostile.handing_in import lay_out

ROWS = "200"
MOST_SECONDS = 3_600
SAMPLES = ("alice.ipynb", "bob.ipynb", "carol", "dave.ipynb", "erin.ipynb")
HOSTILE = (
    "S03_other_submission", "S04_system_is_read_only", "S10_signals", "T02_exit_after_training", "T10_invalid_json",
    "V01_losses_printed", "V07_journal_forged", "V08_hooks_taken_away", "V08_journal_removed", "V19_nan_weights",
)  # fmt: skip
GRU = (
    ("_, state_h, state_c = layers.LSTM(UNITS", "_, state_h = layers.GRU(UNITS"),
    ("layers.LSTM(UNITS, return_sequences", "layers.GRU(UNITS, return_sequences"),
    ("decoder_outputs, _, _ = ", "decoder_outputs, _ = "),
    ("initial_state=[state_h, state_c]", "initial_state=state_h"),
    ("encoder_inputs, [state_h, state_c])", "encoder_inputs, [state_h, state_h])"),
    ("one_step, out_h, out_c = ", "out_c = in_c * 1.0\none_step, out_h = "),
    ("initial_state=[in_h, in_c]", "initial_state=in_h"),
)  # fmt: skip
VARIANTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "as_it_is": (),
    "another_seed": (("set_random_seed(3)", "set_random_seed(11)"),),
    "nine_epochs": (("epochs=12", "epochs=9"),),
    "four_epochs": (("epochs=12", "epochs=4"),),
    "wider": (("UNITS, WIDTH = 48, 24", "UNITS, WIDTH = 64, 32"),),
    "gru": GRU,
    "no_plot": (("plt.show()", "plt.close()"), ("axis.plot(history", "print(history")),
    "no_shift": (("= target[:, :-1], target[:, 1:]", "= target, target"),),
    "three_translations": (("held_out[:6]", "held_out[:3]"),),
    "known_sentences": (("held_out[:6]", "pairs[:6]"),),
    "an_error_at_the_end": (("plt.show()", "plt.show()\nprint(undefined)"),),
    "slow_learner": (("Adam(0.01)", "Adam(1e-5)"),),
    "no_masking": (("WIDTH, mask_zero=True", "WIDTH"),),
    "other_names": (("encoder_model", "reads"), ("decoder_model", "writes"), ("translate", "in_french")),
    "small_batches": (("batch_size=32", "batch_size=16"),),
}  # fmt: skip


def hand_ins(place: Path) -> tuple[list[Path], list[Path]]:
    """Writes all thirty into a folder; gives the honest and the hostile."""
    place.mkdir()
    honest = [small.hand_in(place, *edits, name=f"{name}.ipynb") for name, edits in VARIANTS.items()]
    for name in SAMPLES:
        source = ROOT / "submissions" / name
        copy: Callable[[Path, Path], Any] = shutil.copytree if source.is_dir() else shutil.copyfile
        copy(source, place / name)
        honest.append(place / name)
    # An attack that knows where the others lie aims at them.
    aims = {"@CANARY@": str(place.parent), "@PID@": str(os.getpid()), "@TCP@": "9", "@UDP@": "9", "@SOCKET@": "/none"}
    rows = {folder.name: folder for folder in folders()}
    hostile = []
    for name in HOSTILE:
        made = lay_out(rows[name], place / f".{name}", aims)
        hostile.append(made.rename(place / f"{name}{made.suffix}"))
        (place / f".{name}").rmdir()
    return honest, hostile


def mixed(honest: list[Path], hostile: list[Path]) -> list[Path]:
    """A hostile one after every second honest one."""
    found: list[Path] = []
    left = list(hostile)
    for number, path in enumerate(honest):
        found.append(path)
        if number % 2 and left:
            found.append(left.pop(0))
    return [*found, *left]


def grading(paths: list[Path], out: Path, sandbox: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "grader.cli", "--out", str(out), "--rows", ROWS, "--sandbox", sandbox]
    with out.with_suffix(".log").open("wb") as log:
        return subprocess.Popen(
            [*command, *map(str, paths)], cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )


def read(out: Path, path: Path) -> dict[str, Any]:
    """What decides a grade: the score, each check's status, and the reasons why a person should look."""
    places = [path for path in out.iterdir() if path.is_dir()]
    for place in places:
        grade = json.loads((place / "grade.json").read_text(encoding="utf-8"))
        if grade["submission"]["path"] == str(path):
            checks = {check["id"]: check["status"] for item in grade["items"] for check in item["checks"]}
            return {"score": grade["score"], "checks": checks, "reasons": grade.get("reasons", [])}
    return {}


def run(sandbox: str) -> int:
    """Grades both classes and prints them side by side; 0 where the honest ones are the same in both."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="class-") as root:
        place = Path(root)
        honest, hostile = hand_ins(place / "submissions")
        outs = place / "alone", place / "among"
        for out in outs:
            out.mkdir()
        processes = [grading(honest, outs[0], sandbox), grading(mixed(honest, hostile), outs[1], sandbox)]
        try:
            for process in processes:
                process.wait(MOST_SECONDS)
        finally:
            for process in processes:
                process.terminate()
        differing = [path.name for path in honest if not _same(path, outs)]
        for path in hostile:
            print(f"hostile  {path.name:34} {_told(read(outs[1], path))}")
        if any(not read(outs[0], path) for path in honest):
            print(outs[0].with_suffix(".log").read_text(errors="replace")[-3_000:])
    same = len(honest) - len(differing)
    print(f"\n{same} of {len(honest)} honest submissions have the same grade in both, {time.monotonic() - began:.0f} s")
    return 1 if differing else 0


def _same(path: Path, outs: tuple[Path, Path]) -> bool:
    alone, among = (read(out, path) for out in outs)
    is_same = bool(alone) and alone == among
    print(
        f"honest   {path.name:34} alone {_told(alone)}   among hostile {_told(among)}   {'' if is_same else 'DIFFERS'}"
    )
    if not is_same and alone and among:
        for name, status in alone["checks"].items():
            if among["checks"].get(name) != status:
                print(f"           {name}: {status} alone, {among['checks'].get(name)} among")
        print(f"           {alone['reasons']} alone, {among['reasons']} among")
    return is_same


def _told(grade: dict[str, Any]) -> str:
    if not grade:
        return "not graded"
    passed = sum(status.casefold() == "passed" for status in grade["checks"].values())
    looks = ", a person looks" if grade["reasons"] else ""
    return f"{grade['score']:3} ({passed} of {len(grade['checks'])} checks{looks})"
