"""Printed before the model is translated with."""

from pathlib import Path

from tests.hostile.small import hand_in


def make(folder: Path) -> Path:
    return hand_in(
        folder,
        (
            "# %% [markdown]\n# ## Task 7",
            "# %%\nfor _ in range(200):\n    print('x' * 1_000_000)\n# %% [markdown]\n# ## Task 7",
        ),
    )
