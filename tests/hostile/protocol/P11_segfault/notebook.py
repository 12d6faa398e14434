# %%
print("kept")

# %%
import ctypes

ctypes.string_at(1)

# %%
print("after")
