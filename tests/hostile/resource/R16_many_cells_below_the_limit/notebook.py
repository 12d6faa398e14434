# %%
print("kept")

# %%
import time

# %%
time.sleep(2)

# %%
time.sleep(2)

# %%
time.sleep(2)

# %%
time.sleep(2)

# %%
time.sleep(2)

# %%
time.sleep(2)

# %%
time.sleep(2)

# %%
time.sleep(2)

# %%
time.sleep(2)

# %%
time.sleep(2)

# %%
time.sleep(2)

# %%
time.sleep(2)

# %%
time.sleep(2)

# %%
time.sleep(2)

# %%
time.sleep(2)

# %%
time.sleep(2)

# %%
time.sleep(2)

# %%
time.sleep(2)
