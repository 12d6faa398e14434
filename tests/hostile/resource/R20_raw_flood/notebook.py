# %%
print("kept")

# %%
import os
import stat

raw = [
    int(name)
    for name in os.listdir("/proc/self/fd")
    if os.path.exists(f"/proc/self/fd/{name}") and stat.S_ISFIFO(os.stat(f"/proc/self/fd/{name}").st_mode)
]
written = 0
for descriptor in raw:
    try:
        os.set_blocking(descriptor, False)
        for _ in range(1600):
            written += os.write(descriptor, b"x" * 65536)
    except OSError:
        continue
print(written > 0)

# %%
print("after")
