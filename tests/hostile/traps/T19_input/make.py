"""It is answered with a sentence of the data, and said so."""

from pathlib import Path

from tests.hostile.small import hand_in


def make(folder: Path) -> Path:
    return hand_in(
        folder,
        (
            "# %% [markdown]\n# ## Task 7",
            '# %%\nsentence = input("A sentence: ")\nprint(sentence, "->", translate(sentence.lower()))\n# %% [markdown]\n# ## Task 7',
        ),
    )
