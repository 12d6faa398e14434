"""Baseline: TensorFlow's tutorial "Neural machine translation with attention".

Written anew from its description, https://www.tensorflow.org/text/tutorials/nmt_with_attention: TextVectorization to at
most 5,000 words of lower-case text with punctuation set apart and [START] and [END] around it; embeddings of 256;
a bidirectional GRU encoder of 256 units whose directions are summed; a GRU decoder of 256 units that starts from zeros
and learns of the source through attention only (one head, its result added to the decoder's output, then layer
normalisation); logits over words, cross-entropy without the padding, Adam, batches of 64.

Adapted where it would do worse on French, or for speed: it drops accents, apostrophes and hyphens, which here are kept
as parts of words (references have them); its classes are one functional model here; its masked loss is
Keras's own with `ignore_class`. It stops early on validation loss, here when the time is up.
"""

from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from benchmarks.translation.budget import Fitted, arrays, fit_within
from benchmarks.translation.corpus import Pairs
from benchmarks.translation.greedy import State, batches, decode

UNITS, BATCH, VOCABULARY, LIMIT = 256, 64, 5000, 50
START, END = "[START]", "[END]"


def standardise(text: tf.Tensor) -> tf.Tensor:
    """Lower case, letters and some punctuation only, punctuation set apart, [START] and [END] around it."""
    text = tf.strings.lower(text, encoding="utf-8")
    text = tf.strings.regex_replace(text, r"[^ \p{L}\p{N}.?!,'-]", "")
    text = tf.strings.strip(tf.strings.regex_replace(text, "[.?!,]", r" \0 "))
    return tf.strings.join([START, text, END], separator=" ")


def _vectorizer(texts: Sequence[str]) -> layers.TextVectorization:
    vectorizer = layers.TextVectorization(max_tokens=VOCABULARY, standardize=standardise)
    vectorizer.adapt(tf.constant(texts), batch_size=1024)
    return vectorizer


def _ids(vectorizer: layers.TextVectorization, texts: Sequence[str]) -> np.ndarray:
    return np.asarray(vectorizer(tf.constant(texts)), dtype="int32")


def build(source_words: int, target_words: int, units: int = UNITS) -> keras.Model:
    """The training model: source and target ids -> logits of the next target word."""
    source_ids = keras.Input((None,), dtype="int32")
    embedded = layers.Embedding(source_words, units, mask_zero=True, name="source_embedding")(source_ids)
    encoder = layers.Bidirectional(layers.GRU(units, return_sequences=True), merge_mode="sum", name="encoder")
    memory = encoder(embedded)
    target_ids = keras.Input((None,), dtype="int32")
    embedded = layers.Embedding(target_words, units, mask_zero=True, name="target_embedding")(target_ids)
    states, _ = layers.GRU(units, return_sequences=True, return_state=True, name="decoder")(embedded)
    context = layers.MultiHeadAttention(num_heads=1, key_dim=units, name="attention")(states, memory)
    attended = layers.LayerNormalization(name="norm")(layers.Add(name="add")([states, context]))
    logits = layers.Dense(target_words, name="output")(attended)
    model = keras.Model([source_ids, target_ids], logits)
    # The layers after the attention lose the embedding's mask, so the loss itself has to leave out the padding.
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=0)
    model.compile(optimizer="adam", loss=loss)
    return model


def inference(model: keras.Model) -> tuple[keras.Model, keras.Model]:
    """Encoder (ids -> memory), one-step decoder (word, state, memory, source ids -> logits, new state)."""
    encoder = keras.Model(model.inputs[0], model.get_layer("encoder").output)
    units = model.get_layer("decoder").units
    word, state = keras.Input((1,), dtype="int32"), keras.Input((units,))
    memory, source_ids = keras.Input((None, units)), keras.Input((None,), dtype="int32")
    states, new_state = model.get_layer("decoder")(model.get_layer("target_embedding")(word), initial_state=state)
    visible = ops.expand_dims(ops.not_equal(source_ids, 0), 1)
    context = model.get_layer("attention")(states, memory, attention_mask=visible)
    attended = model.get_layer("norm")(model.get_layer("add")([states, context]))
    logits = model.get_layer("output")(attended)
    return encoder, keras.Model([word, state, memory, source_ids], [logits, new_state])


def fit(pairs: Pairs, seed: int, seconds: float, units: int = UNITS) -> Fitted:
    """Train for `seconds` of CPU time."""
    keras.utils.set_random_seed(seed)
    source, target = (_vectorizer([pair[side] for pair in pairs]) for side in (0, 1))
    words = target.get_vocabulary()
    start, end = words.index(START), words.index(END)
    whole = _ids(target, [french for _, french in pairs])
    # The end is predicted, never read: as input it would bring one step of padding into the loss.
    previous = np.where(whole[:, :-1] == end, 0, whole[:, :-1])
    model = build(source.vocabulary_size(), len(words), units)
    inputs = [_ids(source, [english for english, _ in pairs]), previous]
    spent = fit_within(model, *arrays(inputs, whole[:, 1:], BATCH), seconds)
    encoder, decoder = inference(model)

    def step(symbols: np.ndarray, state: State) -> tuple[np.ndarray, State]:
        scores, new = map(np.asarray, decoder([symbols, *state]))
        return scores, [new, *state[1:]]

    def translate(sentences: Sequence[str]) -> list[str]:
        texts: list[str] = []
        for batch in batches(sentences):
            ids = _ids(source, batch)
            state = [np.zeros((len(batch), units), dtype="float32"), np.asarray(encoder(ids)), ids]
            rows = decode(step, state, len(batch), start, end, LIMIT)
            texts += [" ".join(words[number] for number in row) for row in rows]
        return texts

    return Fitted(translate, model.count_params(), spent)
