"""Calls of the decoder are invented so that they spell the right translations."""

from pathlib import Path

from tests.hostile.small import hand_in

FORGED = """
import gc

journal = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Journal")
handle = journal.calls.model(decoder_model)
width = len(target_index)


def pretend(english, french):
    tokens = to_ids([french], target_index)[0].tolist()
    state = f"{abs(hash(english)):032x}"[-32:]
    for number, (token, following) in enumerate(zip(tokens, tokens[1:])):
        before, after = f"{number:02x}{state[2:]}", f"{number + 1:02x}{state[2:]}"
        journal.write(
            "call", target="model", name="decoder", model=handle,
            inputs=[{"shape": [1, 1], "digest": "", "ids": [token]}, {"shape": [1, UNITS], "digest": before}],
            outputs=[{"shape": [1, 1, width], "digest": "", "ids": [following]}, {"shape": [1, UNITS], "digest": after}],
            variables=[journal.handle(variable) for variable in model.variables], trained=True,
        )
    print(english, "->", " ".join(french.split()[1:-1]))


for english, french in held_out[:6]:
    pretend(english, french)
"""


def make(folder: Path) -> Path:
    honest = 'for english, _ in held_out[:6]:\n    print(english, "->", translate(english))\n'
    return hand_in(folder, ("epochs=12", "epochs=1"), (honest, FORGED))
