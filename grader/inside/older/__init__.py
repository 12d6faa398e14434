"""Names and settings of older Keras and its neighbours, given wherever the meaning is the same.

A notebook of 2019 imports `keras.layers.recurrent` and writes `Adam(lr=0.01)`; both are still to be had, under other
names. What has no counterpart is left to fail as it does. To be installed before the recorder's hooks, so that these
stand nearest to Keras and the recorder sees what the notebook wrote.
"""

from __future__ import annotations

from helping.aids import Aids
from older import callbacks, elsewhere, layers, methods, names, optimizers, saving


def install(aids: Aids) -> None:
    for part in (names, optimizers, layers, methods, saving, callbacks, elsewhere):
        part.install(aids)


def surround(aids: Aids) -> None:
    """What must stand before the recorder's hooks; after they are set."""
    methods.surround(aids)
