"""The encoder-decoder for real data: what the notebook's model lacks where words are thousands and time is short.

Three things differ from model.py, none of which the toy corpus needs. Attention compares *learned projections* of the
states. What it brings is *added* to the decoder's state and the sum normalised (Ba et al., 2016): LSTM outputs begin
near zero, and a softmax over thousands of words makes next to nothing of them in the first epochs. And the batches
hold sentences *of like length*: on fra.txt more than half of what the notebook's decoder computes is padding.
"""

from collections.abc import Callable, Iterator

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from reference.seq2seq.data import PAD, Arrays
from reference.seq2seq.model import Attention, build_inference_models

_NAME = "real_"


def build_real_model(
    source_words: int, target_words: int, units: int, dropout: float, attention: Attention, learning_rate: float
) -> keras.Model:
    """Build and compile the training model, with inputs and output as those of `build_model`."""
    # Four times Keras's own, so that the LSTMs see something of a word at once. With twenty times, validation sentences
    # were translated worse; it may be [unk], whose vector is never trained and would be as loud as a word's.
    spread = keras.initializers.RandomUniform(-0.2, 0.2)

    def embed(ids: keras.KerasTensor, words: int, name: str) -> keras.KerasTensor:
        table = layers.Embedding(words, units, spread, mask_zero=True, name=f"{name}_embedding")
        return layers.Dropout(dropout, name=f"{name}_dropout")(table(ids))

    encoder_inputs = keras.Input((None,), dtype="int32", name="encoder_inputs")
    encoder_lstm = layers.LSTM(units, return_sequences=True, return_state=True, name="encoder_lstm")
    encoder_outputs, state_h, state_c = encoder_lstm(embed(encoder_inputs, source_words, "encoder"))

    decoder_inputs = keras.Input((None,), dtype="int32", name="decoder_inputs")
    decoder_lstm = layers.LSTM(units, return_sequences=True, return_state=True, name="decoder_lstm")
    embedded = embed(decoder_inputs, target_words, "decoder")
    states, _, _ = decoder_lstm(embedded, initial_state=[state_h, state_c])

    if attention != "none":
        query = layers.Dense(units, use_bias=False, name="query")(states)
        keys = layers.Dense(units, use_bias=False, name="keys")(encoder_outputs)
        attend = layers.AdditiveAttention if attention == "additive" else layers.Attention
        # The weights are for `real_inference_models`: Keras 3 fixes a layer's outputs at its first call.
        context, _ = attend(name="attention")([query, encoder_outputs, keys], return_attention_scores=True)
        states = layers.Add(name="joined")([states, layers.Dense(units, name="context")(context)])
    states = layers.LayerNormalization(name="normalised")(states)
    probabilities = layers.Dense(target_words, activation="softmax", name="output")(states)

    model = keras.Model([encoder_inputs, decoder_inputs], probabilities, name=_NAME + attention)
    optimiser = keras.optimizers.Adam(learning_rate)
    model.compile(optimizer=optimiser, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def inference_models(model: keras.Model) -> tuple[keras.Model, keras.Model]:
    """Encoder and one-step decoder of a trained model, be it the notebook's or that for real data."""
    return _rewired(model) if model.name.startswith(_NAME) else build_inference_models(model)


def _rewired(model: keras.Model) -> tuple[keras.Model, keras.Model]:
    """What `build_inference_models` does, with the same inputs and outputs."""
    layer = model.get_layer
    encoder = keras.Model(model.inputs[0], layer("encoder_lstm").output, name="encoder")
    units = layer("decoder_lstm").units
    previous_word = keras.Input((1,), dtype="int32", name="previous_word")
    state_h, state_c = (keras.Input((units,), name=name) for name in ("state_h", "state_c"))
    inputs, extra = [previous_word, state_h, state_c], []
    embedded = layer("decoder_embedding")(previous_word)
    states, new_h, new_c = layer("decoder_lstm")(embedded, initial_state=[state_h, state_c])
    if model.name != f"{_NAME}none":
        encoder_outputs = keras.Input((None, units), name="encoder_outputs")
        source_ids = keras.Input((None,), dtype="int32", name="source_ids")
        inputs += [encoder_outputs, source_ids]
        context, weights = layer("attention")(
            [layer("query")(states), encoder_outputs, layer("keys")(encoder_outputs)],
            mask=[None, keras.ops.not_equal(source_ids, PAD)],
            return_attention_scores=True,
        )
        states = layer("joined")([states, layer("context")(context)])
        extra = [weights]
    probabilities = layer("output")(layer("normalised")(states))
    return encoder, keras.Model(inputs, [probabilities, new_h, new_c, *extra], name="decoder")


def batches_by_length(arrays: Arrays, size: int, seed: int) -> tf.data.Dataset:
    """Batches of pairs of like length, cut to their longest; each epoch deals them anew and in another order."""
    random = np.random.default_rng(seed)
    count = len(arrays.decoder_target)
    source_lengths, lengths = ((ids != PAD).sum(axis=1) for ids in (arrays.encoder_input, arrays.decoder_target))

    def deal() -> Iterator[tuple[tuple[np.ndarray, np.ndarray], np.ndarray]]:
        # A fraction of a word at random: equally long pairs fall together with others every time.
        order = np.argsort(lengths + random.random(count))
        for number in random.permutation(-(-count // size)):
            rows = order[number * size : (number + 1) * size]
            source, target = source_lengths[rows].max(), lengths[rows].max()
            inputs = arrays.encoder_input[rows, :source], arrays.decoder_input[rows, :target]
            yield inputs, arrays.decoder_target[rows, :target]

    ids = tf.TensorSpec((None, None), tf.int32)
    batches = tf.data.Dataset.from_generator(deal, output_signature=((ids, ids), ids))
    return batches.apply(tf.data.experimental.assert_cardinality(-(-count // size)))


class Decay(keras.callbacks.Callback):  # type: ignore[misc]  # Keras publishes no types
    """Lowers the learning rate in a straight line to a tenth; `progress` says how much of training is over, 0 to 1."""

    def __init__(self, progress: Callable[[], float]) -> None:
        super().__init__()
        self.progress = progress

    def on_train_begin(self, logs: object = None) -> None:
        """Remember where it starts."""
        self.first = float(self.model.optimizer.learning_rate)

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        """Set it for the next batch."""
        self.model.optimizer.learning_rate = self.first * (1 - 0.9 * min(1.0, self.progress()))
