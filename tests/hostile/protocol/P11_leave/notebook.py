# %%
print("kept")

# %%
exit()

# %%
import time

time.sleep(2)
print("a while")

# %%
print("after")
