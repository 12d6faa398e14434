"""The encoder-decoder: one functional Keras model to train, two that share its layers to translate."""

from typing import Literal

import keras
from keras import layers

Attention = Literal["none", "additive", "dot"]


def build_model(
    source_words: int,
    target_words: int,
    embedding: int = 128,
    units: int = 128,
    dropout: float = 0.2,
    attention: Attention = "none",
) -> keras.Model:
    """Build and compile the training model (source ids, target ids) -> next-word probabilities.

    Inputs are integers of shape (batch, source length) and (batch, target length), 0 being padding; the output
    has the shape (batch, target length, target_words). Without attention the encoder's two final states
    are all that the decoder learns of the source (Sutskever et al., 2014); with it the decoder looks back
    at every encoder output (additive: Bahdanau et al., 2015; dot product: Luong et al., 2015).
    """
    # Encoder: ids -> vectors -> hidden states. The last hidden and cell state are the context.
    encoder_inputs = keras.Input((None,), dtype="int32", name="encoder_inputs")
    embedded = layers.Embedding(source_words, embedding, mask_zero=True, name="encoder_embedding")(encoder_inputs)
    embedded = layers.Dropout(dropout, name="encoder_dropout")(embedded)
    encoder_lstm = layers.LSTM(units, return_sequences=True, return_state=True, name="encoder_lstm")
    encoder_outputs, state_h, state_c = encoder_lstm(embedded)

    # Decoder: starts from the encoder's states, reads the previous target word, predicts the next.
    decoder_inputs = keras.Input((None,), dtype="int32", name="decoder_inputs")
    embedded = layers.Embedding(target_words, embedding, mask_zero=True, name="decoder_embedding")(decoder_inputs)
    embedded = layers.Dropout(dropout, name="decoder_dropout")(embedded)
    decoder_lstm = layers.LSTM(units, return_sequences=True, return_state=True, name="decoder_lstm")
    decoder_outputs, _, _ = decoder_lstm(embedded, initial_state=[state_h, state_c])

    if attention != "none":
        # Query: the decoder's state of this step. Values and keys: the encoder's states of all steps.
        attend = layers.AdditiveAttention if attention == "additive" else layers.Attention
        # Training has no use for the weights, but Keras 3 fixes a layer's outputs at its first call.
        context, _ = attend(name="attention")([decoder_outputs, encoder_outputs], return_attention_scores=True)
        joined = layers.Concatenate(name="joined")([decoder_outputs, context])
        decoder_outputs = layers.Dense(units, activation="tanh", name="attended")(joined)

    probabilities = layers.Dense(target_words, activation="softmax", name="output")(decoder_outputs)
    model = keras.Model([encoder_inputs, decoder_inputs], probabilities, name=f"seq2seq_{attention}")
    # The mask of the embeddings reaches loss and accuracy: padding counts in neither.
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.006),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def build_inference_models(model: keras.Model) -> tuple[keras.Model, keras.Model]:
    """Rewire the *trained layers* of `model` into an encoder and a one-step decoder; no weight is new.

    encoder: ids (batch, source length) -> all hidden states, final hidden state, final cell state.
    decoder: previous word (batch, 1), hidden state, cell state, and for attention also the encoder's states and
    the source ids (for their mask) -> probabilities (batch, 1, words), new hidden state, new cell state, and for
    attention also its weights (batch, 1, source length).
    """
    encoder_lstm, decoder_lstm = model.get_layer("encoder_lstm"), model.get_layer("decoder_lstm")
    encoder = keras.Model(model.inputs[0], encoder_lstm.output, name="encoder")

    previous_word = keras.Input((1,), dtype="int32", name="previous_word")
    state_h = keras.Input((decoder_lstm.units,), name="state_h")
    state_c = keras.Input((decoder_lstm.units,), name="state_c")
    embedded = model.get_layer("decoder_embedding")(previous_word)
    outputs, new_h, new_c = decoder_lstm(embedded, initial_state=[state_h, state_c])
    inputs, extra = [previous_word, state_h, state_c], []
    if any(layer.name == "attention" for layer in model.layers):
        encoder_outputs = keras.Input((None, encoder_lstm.units), name="encoder_outputs")
        source_ids = keras.Input((None,), dtype="int32", name="source_ids")
        inputs += [encoder_outputs, source_ids]
        context, weights = model.get_layer("attention")(
            [outputs, encoder_outputs],
            mask=[None, keras.ops.not_equal(source_ids, 0)],
            return_attention_scores=True,
        )
        outputs = model.get_layer("attended")(model.get_layer("joined")([outputs, context]))
        extra = [weights]
    probabilities = model.get_layer("output")(outputs)
    decoder = keras.Model(inputs, [probabilities, new_h, new_c, *extra], name="decoder")
    return encoder, decoder
