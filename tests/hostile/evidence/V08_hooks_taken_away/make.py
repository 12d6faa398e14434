"""The callbacks are emptied, the class that runs cells is patched, and a fine output is printed."""

from pathlib import Path

from tests.hostile.small import MADE_UP, hand_in

GONE = (
    MADE_UP
    + """
shell = get_ipython()
for callbacks in shell.events.callbacks.values():
    callbacks.clear()


async def do_execute(self, code, *arguments, **how):
    return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}


type(shell.kernel).do_execute = do_execute
history = Made(12)
"""
)


def make(folder: Path) -> Path:
    fit = "history = model.fit([source, decoder_input], decoder_target, epochs=12, batch_size=32, validation_split=0.1, verbose=2)\n"
    return hand_in(folder, (fit, GONE))
