"""A trained translator on disk: Keras's own file for the model, JSON for the vocabularies."""

import json
from pathlib import Path

import keras

from reference.seq2seq.inference import Translator
from reference.seq2seq.real_data import inference_models

MODEL_FILE, VOCABULARY_FILE = "model.keras", "vocabulary.json"


def save(folder: Path, model: keras.Model, translator: Translator) -> None:
    """Write the training model (weights, optimiser, structure) and both vocabularies to `folder`."""
    model.save(folder / MODEL_FILE)
    content = {
        # Lists, because the position of a token is its id.
        "source": list(translator.source_vocabulary),
        "target": list(translator.target_vocabulary),
        "max_length": translator.max_length,
    }
    (folder / VOCABULARY_FILE).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def load(folder: Path) -> tuple[keras.Model, Translator]:
    """Read back what `save` wrote: the training model, and a translator made of its layers.

    Raises OSError or ValueError if the files are absent or are not what `save` writes.
    """
    model = keras.saving.load_model(folder / MODEL_FILE)
    content = json.loads((folder / VOCABULARY_FILE).read_text(encoding="utf-8"))
    source, target = ({token: index for index, token in enumerate(content[side])} for side in ("source", "target"))
    return model, Translator(*inference_models(model), source, target, content["max_length"])
