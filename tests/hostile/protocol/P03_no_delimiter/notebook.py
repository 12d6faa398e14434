# first cell: messages

# %%
kernel.iopub_socket.send_multipart([b"topic", b"nothing"])
import time

time.sleep(20)
print("OPEN: it went on")

# %%
print("after")
