"""Graded by what it does, not by how it is cut."""

from pathlib import Path

from tests.hostile.small import hand_in


def make(folder: Path) -> Path:
    marks = [(mark, "\n") for mark in ("# %%\n",)]
    return hand_in(
        folder,
        ("# %%\nimport numpy", "#CODE\nimport numpy"),
        *marks,
        ("# %% [markdown]\n# ## Task 4: model", ""),
        ("# %% [markdown]\n# ## Task 5: translation", ""),
        ("# %% [markdown]\n# ## Task 7: plots", ""),
        ("#CODE", "# %%"),
    )
