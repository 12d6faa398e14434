# first cell: messages

# %%
for number in range(100_000):
    send("stream", {"name": "stdout", "text": "x"})
import time

time.sleep(20)

# %%
print("after")
