"""As it was written in an afternoon with one kernel."""

from pathlib import Path

from tests.hostile.small import hand_in, script


def make(folder: Path) -> Path:
    text = script()
    begin, end = text.index("def vocabulary"), text.index("source_index = ")
    below = f"# %% [markdown]\n# ## Helpers\n# %%\n{text[begin:end]}"
    return hand_in(folder, (text[begin:end], ""), ("plt.show()\n", f"plt.show()\n{below}"))
