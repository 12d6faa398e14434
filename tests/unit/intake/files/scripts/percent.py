import keras  # before the first mark

# %% [markdown]
# # Translation
# Text.
#
# More text.

# %% the model
model = keras.Sequential()

model.summary()
# %% [markdown]
"""
Quoted text.
"""
#%%
model.fit(x, y, epochs=10)
# %timeit stays a comment here
