"""Baseline: the character-level LSTM encoder-decoder of the Keras example `lstm_seq2seq`.

Written anew from its description, https://keras.io/examples/nlp/lstm_seq2seq/: one-hot characters, an LSTM encoder
of 256 units whose two final states start an LSTM decoder of 256 units, softmax over characters, rmsprop, batches of
64; a target starts with a tab and ends with a newline; what is too short is filled with blanks, and nothing is masked.
The example trains 100 epochs on 10,000 pairs.

Two things differ, neither in what is computed: characters are numbers until a frozen identity matrix makes them
one-hot (so the arrays are not some hundred megabytes large), and many sentences are decoded side by side.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np
from keras import layers

from benchmarks.translation.budget import Fitted, arrays, fit_within
from benchmarks.translation.corpus import Pairs
from benchmarks.translation.greedy import State, batches, decode

UNITS, BATCH = 256, 64
START, END, BLANK = "\t", "\n", " "


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The characters of one language by number, and the length of its longest text."""

    numbers: dict[str, int]
    length: int

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Numbers (texts, length), filled with blanks; a character that was never trained on is left out."""
        array = np.full((len(texts), self.length), self.numbers[BLANK], dtype="int32")
        for row, text in enumerate(texts):
            numbers = [self.numbers[character] for character in text if character in self.numbers][: self.length]
            array[row, : len(numbers)] = numbers
        return array


def _alphabet(texts: Sequence[str]) -> Alphabet:
    characters = sorted({BLANK}.union(*texts))
    return Alphabet({character: number for number, character in enumerate(characters)}, max(map(len, texts)))


def _one_hot(characters: int, name: str) -> layers.Layer:
    return layers.Embedding(characters, characters, embeddings_initializer="identity", trainable=False, name=name)


def build(source_characters: int, target_characters: int, units: int = UNITS) -> keras.Model:
    """The training model: source and target characters -> probabilities of the next target character."""
    encoder_inputs = keras.Input((None,), dtype="int32")
    encoder = layers.LSTM(units, return_state=True, name="encoder")
    _, state_h, state_c = encoder(_one_hot(source_characters, "source_one_hot")(encoder_inputs))
    decoder_inputs = keras.Input((None,), dtype="int32")
    decoder = layers.LSTM(units, return_sequences=True, return_state=True, name="decoder")
    one_hot = _one_hot(target_characters, "target_one_hot")(decoder_inputs)
    outputs, _, _ = decoder(one_hot, initial_state=[state_h, state_c])
    probabilities = layers.Dense(target_characters, activation="softmax", name="output")(outputs)
    model = keras.Model([encoder_inputs, decoder_inputs], probabilities)
    model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy")
    return model


def inference(model: keras.Model) -> tuple[keras.Model, keras.Model]:
    """Encoder (characters -> states) and one-step decoder (character, states -> probabilities, states)."""
    encoder = keras.Model(model.inputs[0], model.get_layer("encoder").output[1:])
    character = keras.Input((1,), dtype="int32")
    states = [keras.Input((model.get_layer("decoder").units,)) for _ in range(2)]
    one_hot = model.get_layer("target_one_hot")(character)
    outputs, *new_states = model.get_layer("decoder")(one_hot, initial_state=states)
    return encoder, keras.Model([character, *states], [model.get_layer("output")(outputs), *new_states])


def fit(pairs: Pairs, seed: int, seconds: float, units: int = UNITS) -> Fitted:
    """Train for `seconds` of CPU time."""
    keras.utils.set_random_seed(seed)
    source = _alphabet([english for english, _ in pairs])
    target = _alphabet([START + french + END for _, french in pairs])
    encoded = target.encode([START + french + END for _, french in pairs])
    blank = np.full((len(encoded), 1), target.numbers[BLANK], dtype="int32")
    model = build(len(source.numbers), len(target.numbers), units)
    inputs = [source.encode([english for english, _ in pairs]), encoded]
    spent = fit_within(model, *arrays(inputs, np.hstack([encoded[:, 1:], blank]), BATCH), seconds)
    encoder, decoder = inference(model)
    characters = list(target.numbers)

    def step(symbols: np.ndarray, state: State) -> tuple[np.ndarray, State]:
        scores, *new = map(np.asarray, decoder([symbols, *state]))
        return scores, new

    def translate(sentences: Sequence[str]) -> list[str]:
        texts: list[str] = []
        for batch in batches(sentences):
            states = list(map(np.asarray, encoder(source.encode(batch))))
            start, end = target.numbers[START], target.numbers[END]
            rows = decode(step, states, len(batch), start, end, target.length)
            texts += ["".join(characters[number] for number in row) for row in rows]
        return texts

    trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    return Fitted(translate, trainable, spent)
