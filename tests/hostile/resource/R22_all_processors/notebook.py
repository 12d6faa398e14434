# %%
import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "24"
import threading
import time

import numpy as np

until = time.monotonic() + 3
square = np.ones((200, 200))


def work():
    while time.monotonic() < until:
        square @ square


threads = [threading.Thread(target=work) for _ in range(24)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("worked")

# %%
print("after")
