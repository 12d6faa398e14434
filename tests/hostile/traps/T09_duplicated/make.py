"""The second training goes on with the first one."""

from pathlib import Path

from tests.hostile.small import hand_in


def make(folder: Path) -> Path:
    return hand_in(
        folder,
        (
            "# %% [markdown]\n# ## Task 5",
            "# %%\nsource = to_ids([english for english, _ in pairs], source_index)\n# %%\nsource = to_ids([english for english, _ in pairs], source_index)\n# %% [markdown]\n# ## Task 5",
        ),
    )
