"""Folders such as /content without a root of one's own: asked in a process of its own, for it changes `os` for good."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from helping.roots import Roots

INSIDE = Path(__file__).resolve().parents[3] / "grader" / "inside"

CODE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from helping.roots import Roots
Roots(["/content-of-nobody"], Path(sys.argv[2])).install()
import glob, io, os, shutil, tempfile, zipfile
root = "/content-of-nobody"
os.makedirs(f"{root}/a/b", exist_ok=True)
with open(f"{root}/a/b/one.txt", "w") as file:
    file.write("one")
assert Path(root, "a/b/one.txt").read_text() == "one" and os.path.exists(f"{root}/a")
shutil.copy2(f"{root}/a/b/one.txt", f"{root}/two.txt")
os.rename(f"{root}/two.txt", f"{root}/three.txt")
with zipfile.ZipFile(f"{root}/x.zip", "w") as archive:
    archive.write(f"{root}/three.txt", "three.txt")
assert sorted(os.listdir(root)) == ["a", "three.txt", "x.zip"]
assert glob.glob(f"{root}/*.txt") == [f"{root}/three.txt"]
assert [top for top, _, _ in os.walk(root)] == [root, f"{root}/a", f"{root}/a/b"]
shutil.rmtree(f"{root}/a")
os.chdir(root)
assert Path("three.txt").is_file() and not os.path.exists(f"{root}s")
assert open is io.open
try:
    open(f"{root}/../no-such-file")
except FileNotFoundError as fault:
    assert "no-such-file" in str(fault)
print(sorted(path.name for path in Path(sys.argv[2]).rglob("*")))
"""


def test_python_is_led_to_a_folder_of_the_notebook_s_own(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", CODE, str(INSIDE), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "['content-of-nobody', 'three.txt', 'x.zip']\n"
    assert not Path("/content-of-nobody").exists()


def test_what_is_really_there_stays_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "there.txt").touch()
    roots = Roots([str(tmp_path)], Path("/home/root"))
    assert roots.place(str(tmp_path / "there.txt")) == str(tmp_path / "there.txt")
    assert roots.place(str(tmp_path / "other.txt")) == f"/home/root{tmp_path}/other.txt"


@pytest.mark.parametrize(
    ("path", "led"),
    [
        ("/content-of-nobody", "/home/root/content-of-nobody"),
        ("/content-of-nobody/x/../fra.txt", "/home/root/content-of-nobody/fra.txt"),
        ("/content-of-nobody/../etc/passwd", "/content-of-nobody/../etc/passwd"),
        ("/content-of-nobodys/fra.txt", "/content-of-nobodys/fra.txt"),
        ("content/fra.txt", "content/fra.txt"),
        (Path("/content-of-nobody/fra.txt"), "/home/root/content-of-nobody/fra.txt"),
        (b"/content-of-nobody", b"/content-of-nobody"),
        (3, 3),
    ],
)
def test_only_paths_below_a_root_are_led_elsewhere(path: object, led: object) -> None:
    assert Roots(["/content-of-nobody"], Path("/home/root")).place(path) == led
