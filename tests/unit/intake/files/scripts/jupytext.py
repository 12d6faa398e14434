# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     name: python3
# ---

# %% [markdown]
# # Translation

# %%
# %matplotlib inline
# !pip install keras
import keras

# %%
# %%time
model = keras.Sequential()
