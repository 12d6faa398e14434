# %%
print("kept")

# %%
import os
import socket
import stat
import time

for name in os.listdir("/proc/self/fd"):
    try:
        if stat.S_ISSOCK(os.stat(f"/proc/self/fd/{name}").st_mode):
            socket.socket(fileno=os.dup(int(name))).shutdown(socket.SHUT_RDWR)
    except OSError:
        continue
time.sleep(20)

# %%
print("after")
