"""Events as the recorder writes them, with the digests and the files that they need, of weights that were never trained."""

from pathlib import Path

from tests.hostile.small import hand_in

FORGED = """
import gc

journal = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Journal")
keeper, number, handle = journal.keeper, journal.handle(object()), journal.handle(model)
recorder = __import__("sys").modules
tensors, models = recorder["recorder.tensors"], recorder["recorder.models"]
inputs = [tensors.store(journal, array) for array in (source, decoder_input)]
targets = [tensors.store(journal, decoder_target)]
journal.write("fit_began", fit=number, model=models.write(journal, model), epochs=12, inputs=inputs, targets=targets, rows=len(source), validated=True, weights=models.weights_digest(model), steps=0)
keeper.began(model)
losses = [5.2 * 0.8**epoch for epoch in range(12)]
for loss in losses:
    dense.bias.assign_add(np.full(dense.bias.shape, 1e-3))
    journal.write("epoch", fit=number, logs={"loss": loss, "accuracy": 1 - loss / 6}, weights=models.weights_digest(model))
    keeper.epoch(model)
journal.write("fit_ended", fit=number, finished=True, inputs=inputs, targets=targets, weights=models.weights_digest(model), steps=72)
journal.fits_ended += 1


class Made:
    history = {"loss": losses, "val_loss": losses, "accuracy": [1 - loss / 6 for loss in losses], "val_accuracy": losses}


history = Made()
"""


def make(folder: Path) -> Path:
    fit = "history = model.fit([source, decoder_input], decoder_target, epochs=12, batch_size=32, validation_split=0.1, verbose=2)\n"
    return hand_in(folder, (fit, FORGED))
