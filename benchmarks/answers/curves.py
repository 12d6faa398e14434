"""The runs that observations stand beside, by the names that `marked/README.md` gives them.

Made up, with the shapes that are told there and nothing near a limit of the checks: what is measured is the reading.
"""

from __future__ import annotations

Curves = dict[str, tuple[float, ...]]

_FALLING = (4.1, 3.2, 2.6, 2.2, 1.9, 1.6, 1.4, 1.25, 1.1, 1.0)
_LEARNING = (0.35, 0.48, 0.57, 0.63, 0.68, 0.72, 0.75, 0.78, 0.8, 0.82)

CURVES: dict[str, Curves] = {
    "both fall": {
        "loss": _FALLING,
        "val_loss": tuple(round(loss * 1.05, 3) for loss in _FALLING),
        "accuracy": _LEARNING,
    },
    "validation rises": {
        "loss": (4.1, 3.0, 2.2, 1.7, 1.3, 1.0, 0.8, 0.65, 0.55, 0.5, 0.45, 0.4),
        "val_loss": (3.6, 2.9, 2.5, 2.25, 2.1, 2.05, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6),
        "accuracy": (0.35, 0.5, 0.6, 0.68, 0.74, 0.79, 0.83, 0.86, 0.88, 0.9, 0.91, 0.92),
    },
    "gap": {
        "loss": (4.1, 3.0, 2.2, 1.7, 1.3, 1.0, 0.8, 0.65, 0.55, 0.5),
        "val_loss": (3.6, 2.9, 2.5, 2.3, 2.22, 2.2, 2.2, 2.21, 2.2, 2.2),
        "accuracy": _LEARNING,
    },
    "stays high": {
        "loss": (4.1, 4.0, 3.95, 3.9, 3.86, 3.83, 3.8, 3.78, 3.76, 3.75),
        "val_loss": (4.15, 4.05, 4.0, 3.95, 3.9, 3.88, 3.85, 3.83, 3.81, 3.8),
        "accuracy": (0.25, 0.27, 0.28, 0.29, 0.3, 0.3, 0.31, 0.31, 0.32, 0.32),
    },
    "smooth": {"loss": _FALLING, "val_loss": tuple(round(loss * 1.08, 3) for loss in _FALLING), "accuracy": _LEARNING},
    "jumpy": {
        "loss": (4.1, 3.0, 3.6, 2.2, 3.1, 1.8, 2.6, 1.5, 2.2, 1.2),
        "val_loss": (3.9, 3.1, 3.8, 2.5, 3.4, 2.1, 3.0, 1.9, 2.7, 1.7),
        "accuracy": (0.3, 0.5, 0.4, 0.6, 0.5, 0.66, 0.55, 0.7, 0.6, 0.74),
    },
    "no validation": {"loss": _FALLING, "accuracy": _LEARNING},
}
"""Any other name, such as `any`, is a run that left no curves, which can contradict nothing."""
