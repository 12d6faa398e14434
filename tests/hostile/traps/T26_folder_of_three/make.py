"""The right one is graded, and named."""

import json
from pathlib import Path

from tests.hostile.handing_in import notebook
from tests.hostile.small import hand_in


def make(folder: Path) -> Path:
    work = folder / "handed-in"
    work.mkdir()
    hand_in(work, ("epochs=12", "epochs=12"), name="final version.ipynb")
    (work / "template.ipynb").write_text(
        json.dumps(
            notebook(
                "# %% [markdown]\n# ## Task 3: data\n# %%\n# your code here\n# %% [markdown]\n# ## Task 4\n# %%\n# your code here\n"
            )
        )
    )
    (work / "iris.ipynb").write_text(
        json.dumps(notebook("# %%\nfrom sklearn.datasets import load_iris\n# %%\nprint(load_iris().data.shape)\n"))
    )
    return work
