# %%
print("kept")

# %%
import os

os._exit(3)

# %%
print("after")
