"""The kernel ends itself between the training and what comes after."""

from pathlib import Path

from tests.hostile.small import hand_in


def make(folder: Path) -> Path:
    return hand_in(
        folder, ("# %% [markdown]\n# ## Task 5", "# %%\nimport os\nos._exit(1)\n# %% [markdown]\n# ## Task 5")
    )
