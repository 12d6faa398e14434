"""Nothing can be rebuilt from a class, so that all rests on what the process itself said."""

from pathlib import Path

from tests.hostile.small import hand_in

OWN = """
class Translator(keras.Model):
    def __init__(self):
        super().__init__()
        self.embed_source = layers.Embedding(len(source_index), WIDTH, mask_zero=True)
        self.encoder = layers.LSTM(UNITS, return_state=True, name="encoder")
        self.embed_target = layers.Embedding(len(target_index), WIDTH, mask_zero=True)
        self.decoder = layers.LSTM(UNITS, return_sequences=True, return_state=True, name="decoder")
        self.dense = layers.Dense(len(target_index), activation="softmax")

    def call(self, inputs):
        source, target = inputs
        _, h, c = self.encoder(self.embed_source(source))
        return self.dense(self.decoder(self.embed_target(target), initial_state=[h, c])[0])


model = Translator()
model.compile("""
STEPS = """
def translate(sentence):
    ids = to_ids([sentence], source_index)
    tokens = [target_index["<start>"]]
    for _ in range(12):
        scores = np.asarray(model([ids, np.array([tokens])]))
        tokens.append(int(np.argmax(scores[0, -1])))
        if words[tokens[-1]] == "<end>":
            break
    return " ".join(words[token] for token in tokens[1:] if words[token] != "<end>")


"""


def make(folder: Path) -> Path:
    from tests.hostile.small import script

    text = script()
    begin, end = text.index("encoder_model = keras.Model"), text.index("for english, _ in held_out[:6]")
    return hand_in(folder, ("model.compile(", OWN), (text[begin:end], STEPS))
