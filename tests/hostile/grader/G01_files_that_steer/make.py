"""All files by which Python and pytest let themselves be steered; the first that is heeded speaks."""

from pathlib import Path

from tests.hostile.grader.steering import plant
from tests.hostile.odd import written


def make(folder: Path) -> Path:
    place = folder / "alice"
    place.mkdir()
    plant(place, Path("/tmp/steered"))
    written(place)
    return place
