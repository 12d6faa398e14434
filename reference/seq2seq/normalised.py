"""An output layer for real data. The notebook does without: on the toy corpus it makes no difference."""

import keras


@keras.saving.register_keras_serializable(package="seq2seq")
class NormalisedDense(keras.layers.Dense):  # type: ignore[misc]  # Keras publishes no types
    """A Dense layer that normalises what it is given (Ba et al., 2016).

    The outputs of an LSTM begin near zero and stay within -1 and 1. A softmax over thousands of words makes next to
    nothing of them in the first epochs; normalised to variance 1 they tell the words apart from the start.
    """

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the weights of both steps."""
        self.normalisation = keras.layers.LayerNormalization(name="normalisation")
        self.normalisation.build(input_shape)
        super().build(input_shape)

    def call(self, inputs: keras.KerasTensor, training: bool | None = None) -> keras.KerasTensor:
        """Normalise, then what Dense does."""
        return super().call(self.normalisation(inputs))


def with_normalisation(model: keras.Model) -> keras.Model:
    """The same model, not compiled, but its layer "output" normalises first; `build_inference_models` works with it."""
    old = model.get_layer("output")
    output = NormalisedDense(old.units, activation="softmax", name="output")
    return keras.Model(model.inputs, output(old.input), name=model.name)
