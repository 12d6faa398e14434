"""The loop runs the model, and what is printed is looked up."""

from pathlib import Path

from tests.hostile.small import hand_in

PRINTED = """
answers = dict((english, french.split(" ", 1)[1].rsplit(" ", 1)[0]) for english, french in held_out)
for english, _ in held_out[:6]:
    translate(english)
    print(english, "->", answers[english])
"""


def make(folder: Path) -> Path:
    honest = 'for english, _ in held_out[:6]:\n    print(english, "->", translate(english))\n'
    return hand_in(folder, ("epochs=12", "epochs=1"), (honest, PRINTED))
