"""The environment, the modules, the stack and the shell are asked who is there."""

from pathlib import Path

from tests.hostile.small import hand_in

PROBES = """
import os, sys

signs = [name for name in os.environ if "GRAD" in name.upper() or "PYTEST" in name.upper() or "CI" == name]
signs += [word for word in sys.argv if "grad" in word.lower()]
signs += [name for name in sys.modules if name.split(".")[0] in ("grader", "pytest", "checks", "nbgrader", "otter")]
signs += [os.getcwd()] if "grad" in os.getcwd().lower() else []
print("OPEN: graded by" if signs else "refused: no sign of a grader", signs)
keras.utils.set_random_seed(3)
"""


def make(folder: Path) -> Path:
    return hand_in(folder, ("keras.utils.set_random_seed(3)\n", PROBES))
