# %%
print("kept")

# %%
blocks = []
try:
    while True:
        blocks.append(bytearray(b"x" * (20 << 20)))
except MemoryError:
    blocks.clear()
    print("refused: MemoryError")

# %%
import mmap
import time

shared = []
for _ in range(100):
    shared.append(mmap.mmap(-1, 20 << 20))
    shared[-1].write(b"x" * (20 << 20))
    time.sleep(0.02)
print("OPEN: two gigabytes")

# %%
print("after")
