"""Numbers that readers of JSON stumble over."""

from pathlib import Path

from tests.hostile.odd import written


def make(folder: Path) -> Path:
    path = written(folder, metadata={"here": 1})
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"here": 1', f'"here": {"9" * 5000}, "nan": NaN, "inf": -Infinity'), encoding="utf-8")
    return path
