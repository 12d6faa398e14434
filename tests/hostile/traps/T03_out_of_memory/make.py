"""Arrays that are kept until there is no more."""

from pathlib import Path

from tests.hostile.small import hand_in

GROWING = """# %%
kept = []
while True:
    kept.append(np.ones(4_000_000))
# %% [markdown]
# ## Task 5"""


def make(folder: Path) -> Path:
    return hand_in(folder, ("# %% [markdown]\n# ## Task 5", GROWING))
