# first cell: messages

# %%
send("stream", b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}")
import time

time.sleep(20)
print("OPEN: it went on")

# %%
print("after")
