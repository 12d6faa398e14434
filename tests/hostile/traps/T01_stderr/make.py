"""Warnings and lines on stderr, as TensorFlow writes them, in a notebook in which all is right."""

from pathlib import Path

from tests.hostile.small import hand_in

NOISE = """import sys, warnings, logging
import tensorflow as tf
print("2026-01-01 I tensorflow/core: rebuild with the appropriate flags", file=sys.stderr)
sys.stderr.write("WARNING: all log messages before absl::InitializeLog() is called\\n")
warnings.warn("this is only a warning")
logging.getLogger().error("this looks worse than it is")
"""


def make(folder: Path) -> Path:
    return hand_in(folder, ("import numpy as np\n", f"{NOISE}import numpy as np\n"))
