# first cell: messages

# %%
send("stream", {}, head=b"[]", parent=b"[1]")
import time

time.sleep(20)
print("OPEN: it went on")

# %%
print("after")
