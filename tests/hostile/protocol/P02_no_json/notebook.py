# first cell: messages

# %%
send("stream", b"{not json")
import time

time.sleep(20)
print("OPEN: it went on")

# %%
print("after")
