# %%
import os
from pathlib import Path

for place in ("/dev/shm", "/tmp", os.path.expanduser("~")):
    try:
        with open(Path(place) / "large", "wb") as file:
            for _ in range(30):
                file.write(b"x" * (10 << 20))
        print("OPEN: 300 MB in one file in", place)
    except OSError as fault:
        print("refused:", place, fault.strerror)
    try:
        for number in range(30):
            (Path(place) / f"part{number}").write_bytes(b"x" * (10 << 20))
        print("OPEN: 300 MB in", place)
    except OSError as fault:
        print("refused:", place, fault.strerror)

# %%
print("after")
