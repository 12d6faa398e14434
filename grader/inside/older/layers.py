"""Settings of older layers, and the lists of states that recurrent layers used to return."""

from __future__ import annotations

import functools
import inspect
from typing import Any

import keras
import tensorflow as tf
from helping.aids import Aids
from keras_measures import age


class States(tuple[Any, ...]):
    """What a recurrent layer returns: a tuple, as in Keras 3, that can also be added to a list, as in Keras 2."""

    __slots__ = ()
    aids: Aids

    def __add__(self, other: Any) -> Any:
        if isinstance(other, list):
            return [*self._told(), *other]
        return States(tuple(self) + tuple(other)) if isinstance(other, tuple) else NotImplemented

    def __radd__(self, other: Any) -> Any:
        if isinstance(other, list):
            return [*other, *self._told()]
        return States(tuple(other) + tuple(self)) if isinstance(other, tuple) else NotImplemented

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        return States(found) if isinstance(place, slice) else found

    def _told(self) -> States:
        States.aids.age("lists of states", "States, which are tuples in Keras 3, were added to a list as in Keras 2.")
        return self


def plain(value: Any) -> Any:
    """The same with states as tuples again, where they stand in what enters a model."""
    if isinstance(value, States):
        return tuple(value)
    if type(value) in (list, tuple) and any(isinstance(item, States) for item in value):
        return type(value)(plain(item) for item in value)
    return value


def install(aids: Aids) -> None:
    if age.LEGACY:
        return
    keras.layers.Layer.__init__ = _settings(aids, keras.layers.Layer.__init__)
    import optree

    States.aids = aids
    # Keras walks through nested structures by this library, to which a tuple of another class is a thing of its own.
    optree.register_pytree_node(
        States, lambda states: (tuple(states), None), lambda _, states: States(states), namespace="keras"
    )
    keras.layers.RNN.get_initial_state = _initial_state(aids, keras.layers.RNN.get_initial_state)
    for kind in (keras.layers.RNN, keras.layers.Bidirectional):
        kind.__call__ = _returning_states(kind.__call__)


def _returning_states(original: Any) -> Any:
    """Asks the class above when it is called, so that hooks which are set later are met."""

    @functools.wraps(original)
    def __call__(self: Any, *args: Any, **kwargs: Any) -> Any:
        found = keras.layers.Layer.__call__(self, *args, **kwargs)
        # Only while a model is put together: to TensorFlow's functions and loops a tuple of another class is another.
        symbolic = type(found) is tuple and found and isinstance(found[0], age.KerasTensor)
        return States(found) if symbolic else found

    return __call__


def _initial_state(aids: Aids, original: Any) -> Any:
    """Keras 2 was given the inputs, of which it took the number of rows; Keras 3 is given that number."""

    @functools.wraps(original)
    def get_initial_state(self: Any, batch_size: Any = None, inputs: Any = None, **kwargs: Any) -> Any:
        given = inputs if inputs is not None else batch_size
        if len(getattr(given, "shape", ())) > 1:
            batch_size = tf.shape(given)[0] if given.shape[0] is None else given.shape[0]
            aids.age("get_initial_state", "get_initial_state(inputs) was answered for as many rows as the inputs have.")
        return original(self, batch_size=batch_size, **kwargs)

    return get_initial_state


def _settings(aids: Aids, original: Any) -> Any:
    @functools.wraps(original)
    def __init__(self: Any, **kwargs: Any) -> None:  # by name alone, as the original: Keras looks at the signature
        kind = type(self).__name__
        shape = kwargs.pop("batch_input_shape", None)
        if shape is not None:
            aids.age("batch_input_shape=", f"{kind}(batch_input_shape=…) was taken for input_shape, without its batch.")
            kwargs["input_shape"] = tuple(shape[1:])
        original(self, **kwargs)

    # Keras reads the arguments of a layer off its __init__, by a way that does not look behind wrappers.
    __init__.__signature__ = inspect.signature(original)  # type: ignore[attr-defined]  # functions may carry one
    return __init__
