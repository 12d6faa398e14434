# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
try:
    descriptor = os.memfd_create("x")
    os.write(descriptor, b"x" * (1 << 20))
    print("OPEN: memfd_create")
except OSError as fault:
    print("refused: memfd_create", fault.strerror)
segment = libc.shmget(0, 1 << 20, 0o1600)
if segment >= 0:
    libc.shmctl(segment, 0, None)
    print("OPEN: shmget")
else:
    print("refused: shmget", os.strerror(ctypes.get_errno()))

# %%
print("after")
