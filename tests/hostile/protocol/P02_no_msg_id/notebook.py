# first cell: messages

# %%
send("stream", {}, head=b"{}")
import time

time.sleep(20)
print("OPEN: it went on")

# %%
print("after")
