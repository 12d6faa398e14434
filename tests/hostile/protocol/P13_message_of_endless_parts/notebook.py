# first cell: messages

# %%
import time

send("stream", {"name": "stdout", "text": "x"}, more=[b"x" * (30 << 20)] * 100)
time.sleep(30)

# %%
print("after")
