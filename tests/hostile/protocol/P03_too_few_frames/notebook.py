# first cell: messages

# %%
kernel.iopub_socket.send_multipart([b"topic", b"<IDS|MSG>", b"0" * 64])
import time

time.sleep(20)
print("OPEN: it went on")

# %%
print("after")
