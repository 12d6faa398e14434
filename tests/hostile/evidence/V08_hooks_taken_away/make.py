"""The callbacks are emptied, the class that runs cells is patched, and a fine output is printed."""

from pathlib import Path

from tests.hostile.small import hand_in

MADE_UP = """
class Made:
    def __init__(self, epochs):
        falling = [5.2 * 0.8**epoch for epoch in range(epochs)]
        rising = [0.9 - loss / 10 for loss in falling]
        self.history = {"loss": falling, "val_loss": falling, "accuracy": rising, "val_accuracy": rising}
        for epoch, loss in enumerate(falling, start=1):
            print(f"Epoch {epoch}/{epochs}\\n6/6 - 1s - 40ms/step - loss: {loss:.4f}")


"""

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
