# first cell: messages

# %%
send("stream", {"name": "stdout", "text": "x"}, signature=b"0" * 64)
import time

time.sleep(20)
print("OPEN: it went on")

# %%
print("after")
