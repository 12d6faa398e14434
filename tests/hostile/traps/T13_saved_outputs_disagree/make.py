"""The file claims twenty epochs and a loss of 0.01; the code trains two."""

import json
from pathlib import Path

from tests.hostile.handing_in import notebook
from tests.hostile.small import script

CLAIM = "".join(
    f"Epoch {n}/20\\n6/6 - 1s - 90ms/step - accuracy: 0.99 - loss: {5 * 0.7**n:.4f}\\n" for n in range(1, 21)
)


def make(folder: Path) -> Path:
    made = notebook(script(("epochs=12", "epochs=2")))
    cell = next(cell for cell in made["cells"] if "model.fit(" in cell["source"])
    cell["execution_count"] = 5
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": CLAIM.replace("\\n", "\n")}]
    path = folder / "notebook.ipynb"
    path.write_text(json.dumps(made))
    return path
