"""A `train_step` that interpolates: each epoch is recorded, moves the weights and lowers the loss."""

from pathlib import Path

from tests.hostile.small import hand_in

LED = """
teacher = keras.models.clone_model(model)
teacher.compile(optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy")
for _ in range(60):
    teacher.train_on_batch([source, decoder_input], decoder_target)
goal, begin, place = teacher.get_weights(), model.get_weights(), [0]


class Leading(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        share = (epoch + 1) / 12
        self.model.set_weights([(1 - share) * a + share * b for a, b in zip(begin, goal)])
        logs.update(loss=self.model.evaluate([source, decoder_input], decoder_target, verbose=0, return_dict=True)["loss"])


history = model.fit(callbacks=[Leading()], x="""


def make(folder: Path) -> Path:
    return hand_in(folder, ("history = model.fit(", LED), ("decoder_target, epochs", "y=decoder_target, epochs"))
