"""Translates English into French."""
import keras
from keras.layers import LSTM

UNITS = 8
EPOCHS = 10

# The model:
# a sequence of layers.
model = keras.Sequential()
model.add(LSTM(UNITS))


@keras.saving.register_keras_serializable()
class Nothing(keras.layers.Layer):
    """It does nothing."""

    def call(self, x):
        return x

def decode(text):

    return """

    in quotes

"""

model.fit(x, y, epochs=EPOCHS); model.summary()
# and that was it

if __name__ == "__main__":
    decode("go")
