# %% [markdown]
# # A small encoder-decoder
# ## Task 3: data
# %%
import numpy as np
import keras
from keras import layers
import matplotlib.pyplot as plt

keras.utils.set_random_seed(3)
# %%
pairs = [line.split("\t")[:2] for line in open("fra.txt", encoding="utf-8").read().splitlines() if line.strip()]
pairs = [(english.lower(), "<start> " + french.lower() + " <end>") for english, french in pairs]
print(len(pairs), pairs[0])
held_out, pairs = pairs[:8], pairs[8:]
# %%


def vocabulary(texts):
    words = sorted({word for text in texts for word in text.split()})
    return {word: number for number, word in enumerate(["<pad>", "<unk>", *words])}


source_index = vocabulary(english for english, _ in pairs)
target_index = vocabulary(french for _, french in pairs)
words = {number: word for word, number in target_index.items()}


def to_ids(texts, index):
    rows = [[index.get(word, 1) for word in text.split()] for text in texts]
    return keras.utils.pad_sequences(rows, padding="post")


source = to_ids([english for english, _ in pairs], source_index)
target = to_ids([french for _, french in pairs], target_index)
decoder_input, decoder_target = target[:, :-1], target[:, 1:]
print(source.shape, decoder_input.shape, decoder_target.shape)
# %% [markdown]
# ## Task 4: model
# %%
UNITS, WIDTH = 48, 24
encoder_inputs = keras.Input((None,), name="source")
embedded = layers.Embedding(len(source_index), WIDTH, mask_zero=True)(encoder_inputs)
_, state_h, state_c = layers.LSTM(UNITS, return_state=True, name="encoder")(embedded)
decoder_inputs = keras.Input((None,), name="target")
embed_target = layers.Embedding(len(target_index), WIDTH, mask_zero=True)
decoder_lstm = layers.LSTM(UNITS, return_sequences=True, return_state=True, name="decoder")
decoder_outputs, _, _ = decoder_lstm(embed_target(decoder_inputs), initial_state=[state_h, state_c])
dense = layers.Dense(len(target_index), activation="softmax")
model = keras.Model([encoder_inputs, decoder_inputs], dense(decoder_outputs))
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
# %%
history = model.fit([source, decoder_input], decoder_target, epochs=12, batch_size=32, validation_split=0.1, verbose=2)
for epoch, loss in enumerate(history.history["loss"], start=1):
    print(f"epoch {epoch}: loss {loss:.4f}")
# %% [markdown]
# ## Task 5: translation
# %%
encoder_model = keras.Model(encoder_inputs, [state_h, state_c])
in_h, in_c = keras.Input((UNITS,)), keras.Input((UNITS,))
one_step, out_h, out_c = decoder_lstm(embed_target(decoder_inputs), initial_state=[in_h, in_c])
decoder_model = keras.Model([decoder_inputs, in_h, in_c], [dense(one_step), out_h, out_c])


def translate(sentence):
    h, c = (np.asarray(state) for state in encoder_model(to_ids([sentence], source_index)))
    token, result = target_index["<start>"], []
    for _ in range(12):
        scores, h, c = (np.asarray(each) for each in decoder_model([np.array([[token]]), h, c]))
        token = int(np.argmax(scores[0, -1]))
        if words[token] == "<end>":
            break
        result.append(words[token])
    return " ".join(result)


for english, _ in held_out[:6]:
    print(english, "->", translate(english))
# %% [markdown]
# ## Task 7: plots
# %%
figure, axes = plt.subplots(1, 2)
for axis, metric in zip(axes, ("loss", "accuracy")):
    axis.plot(history.history[metric], label="training")
    axis.plot(history.history["val_" + metric], label="validation")
    axis.set_title(metric)
plt.show()
