# %%
print("kept")

# %%
import os
import time

started = os.getpid()
try:
    for _ in range(9):
        os.fork()
except OSError:
    if os.getpid() == started:
        raise
if os.getpid() != started:
    time.sleep(30)
    os._exit(0)
time.sleep(12)

# %%
print("after")
