"""What a learning curve says, in sentences made from its own numbers."""

from collections.abc import Mapping, Sequence


def observe(name: str, history: Mapping[str, Sequence[float]]) -> list[str]:
    """Say in three sentences what a training history shows of overfitting, underfitting and stability.

    `history` holds "loss", "val_loss", "accuracy" and "val_accuracy", a number for each epoch.
    """
    loss, val_loss = history["loss"], history["val_loss"]
    accuracy, val_accuracy = history["accuracy"], history["val_accuracy"]
    last, best = len(loss), min(range(len(val_loss)), key=val_loss.__getitem__) + 1
    gap = accuracy[-1] - val_accuracy[-1]
    # The bounds are in nats per word and in accuracy: what is smaller makes no difference to a translation.
    if val_loss[-1] - val_loss[best - 1] > 0.01:
        verdict = f"it rose after epoch {best}, where training should have stopped: the model overfits"
    elif val_loss[-1] - loss[-1] > 0.5:
        verdict = "it has stopped far above the training loss: the model overfits"
    elif val_loss[-1] - loss[-1] > 0.02:
        verdict = "it has not turned upwards, but stays above the training loss: mild overfitting"
    else:
        verdict = "it follows the training loss closely: no overfitting"
    falling = val_loss[-2] - val_loss[-1] if last > 1 else 0.0
    if accuracy[-1] < 0.9:
        fit = "the model underfits, for it has not yet learned its own training sentences"
    elif falling > 0.01:
        fit = "the training sentences are learned, yet validation loss still fell at the end: a little undertrained"
    else:
        fit = "the training sentences are learned and validation loss has levelled off: no underfitting"
    rises = [number for number in range(1, last) if loss[number] > loss[number - 1]]
    val_rises = [number for number in range(1, last) if val_loss[number] > val_loss[number - 1]]
    smooth = "smooth and stable" if not rises and len(val_rises) <= last // 5 else "somewhat jumpy"
    overfitting = (
        f"{name}: overfitting. In epoch {last} the loss is {loss[-1]:.3f} in training and {val_loss[-1]:.3f} in "
        f"validation, the accuracy {accuracy[-1]:.3f} and {val_accuracy[-1]:.3f} (a gap of {gap:.3f}). The lowest "
        f"validation loss, {val_loss[best - 1]:.3f}, came in epoch {best}; {verdict}."
    )
    underfitting = (
        f"{name}: underfitting. Training loss fell from {loss[0]:.3f} to {loss[-1]:.3f}, and the last epoch "
        f"changed validation loss by {-falling:+.4f}; {fit}."
    )
    stability = (
        f"{name}: stability. From one epoch to the next, training loss rose in {len(rises)} and validation loss in "
        f"{len(val_rises)} of {last - 1} steps; the curve is {smooth}."
    )
    return [overfitting, underfitting, stability]
