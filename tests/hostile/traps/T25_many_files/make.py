"""Its working folder is its own."""

from pathlib import Path

from tests.hostile.small import hand_in

FILES = """# %%
import os

for number in range(500):
    with open(f"file-{number}.txt", "w") as file:
        file.write("x" * 1000)
os.remove("fra.txt")
print(len(os.listdir()))
# %% [markdown]
# ## Task 7"""


def make(folder: Path) -> Path:
    return hand_in(folder, ("# %% [markdown]\n# ## Task 7", FILES))
