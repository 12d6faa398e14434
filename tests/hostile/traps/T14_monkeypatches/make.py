"""Wrappers that go through to the originals gain and lose nothing."""

from pathlib import Path

from tests.hostile.small import hand_in

PATCHED = """
import builtins, json, sys

honest_print, honest_fit, honest_show, honest_dumps = print, keras.Model.fit, plt.show, json.dumps
builtins.print = lambda *words, **how: honest_print(*words, **how)
keras.Model.fit = lambda self, *words, **how: honest_fit(self, *words, **how)
plt.show = lambda *words, **how: honest_show(*words, **how)
json.dumps = lambda *words, **how: honest_dumps(*words, **how)
sys.exit = lambda *words: print("full marks")
keras.utils.set_random_seed(3)
"""


def make(folder: Path) -> Path:
    return hand_in(folder, ("keras.utils.set_random_seed(3)\n", PATCHED))
