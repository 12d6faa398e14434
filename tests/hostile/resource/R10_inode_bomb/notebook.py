# %%
print("kept")

# %%
import time

for number in range(400_000):
    open(str(number), "w").close()
time.sleep(2)
print("OPEN: 400,000 files")

# %%
print("after")
