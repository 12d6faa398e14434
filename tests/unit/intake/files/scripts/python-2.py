import keras

text = """
one

two
"""

try:
    model = keras.Sequential()

except ImportError:
    model = None

print "no model"

model.fit(x, y)
