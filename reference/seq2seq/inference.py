"""Greedy decoding: encode once, then one word at a time, feeding back what was predicted."""

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np

from reference.seq2seq.data import END, START, detokenise, pad, to_ids, tokenise


@dataclass(frozen=True)
class Translation:
    """A translated sentence; `weights` (target tokens, source tokens) is None without attention."""

    source: list[str]
    target: list[str]
    weights: np.ndarray | None

    @property
    def text(self) -> str:
        """The translation as a readable sentence, in lower case."""
        return detokenise(self.target)


@dataclass(frozen=True)
class Translator:
    """Trained encoder and one-step decoder with the vocabularies that they were trained on."""

    encoder: keras.Model
    decoder: keras.Model
    source_vocabulary: dict[str, int]
    target_vocabulary: dict[str, int]
    max_length: int

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        """Translate sentences side by side, each until its end token or `max_length` tokens."""
        state_h, state_c, *memory = self.encode(sentences)
        word = np.full((len(sentences), 1), START, dtype="int32")
        words: list[np.ndarray] = []
        weights: list[np.ndarray] = []
        finished = np.zeros(len(sentences), dtype=bool)
        while len(words) < self.max_length and not finished.all():
            outputs = self.decoder([word, state_h, state_c, *memory])
            probabilities, state_h, state_c, *scores = map(np.asarray, outputs)
            # The prediction, not the true word, is the next input: that is what tells inference from training.
            word = np.argmax(probabilities, axis=-1).astype("int32")
            words.append(word)
            weights += scores
            finished |= word[:, 0] == END
        return self.read(sentences, np.hstack(words), np.hstack(weights) if weights else None)

    def encode(self, sentences: Sequence[str]) -> list[np.ndarray]:
        """Read the source sentences, once: the decoder's first states, and what attention looks at, if any."""
        rows = [to_ids(sentence, self.source_vocabulary) for sentence in sentences]
        source_ids = pad(rows, max(1, *map(len, rows)))
        encoder_outputs, state_h, state_c = map(np.asarray, self.encoder(source_ids))
        # The one-step decoder of an attention model has five inputs, that of a plain model three.
        memory = [encoder_outputs, source_ids] if len(self.decoder.inputs) > 3 else []
        return [state_h, state_c, *memory]

    def read(self, sentences: Sequence[str], ids: np.ndarray, weights: np.ndarray | None) -> list[Translation]:
        """Cut each row of ids (sentences, steps) at its end token and turn it into words."""
        vocabulary = list(self.target_vocabulary)  # position = id
        translations = []
        for index, sentence in enumerate(sentences):
            source = tokenise(sentence)
            row = ids[index].tolist()
            length = row.index(END) if END in row else len(row)
            looked_at = None if weights is None else weights[index, :length, : len(source)]
            translations.append(Translation(source, [vocabulary[i] for i in row[:length]], looked_at))
        return translations
