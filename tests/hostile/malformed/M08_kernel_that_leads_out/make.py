"""The kernelspec is the student's word, and no program's name."""

from pathlib import Path

from tests.hostile.odd import written


def make(folder: Path) -> Path:
    kernel = {"name": "../../evil", "display_name": "conda-env-x", "argv": ["sh", "-c", "touch /tmp/evil"]}
    return written(folder, metadata={"kernelspec": kernel})
