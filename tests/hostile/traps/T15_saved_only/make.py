"""It counts all the same."""

from pathlib import Path

from tests.hostile.small import hand_in


def make(folder: Path) -> Path:
    return hand_in(folder, ("plt.show()\n", 'plt.savefig("curve.png")\n'))
