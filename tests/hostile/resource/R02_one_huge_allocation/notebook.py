# %%
print("kept")

# %%
import numpy as np

np.ones(8_000_000_000)
print("OPEN: 64 GB")

# %%
print("after")
