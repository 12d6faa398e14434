# %%
print("kept")

# %%
import os
import time

links = [f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd")]
opened = [os.readlink(link) for link in links if os.path.exists(link)]
outbox = next(os.path.dirname(path) for path in opened if path.endswith("journal.jsonl"))
for number in range(12):
    with open(f"{outbox}/more{number}", "wb") as file:
        file.write(b"x" * (10 << 20))
time.sleep(3)
print("OPEN: 120 MB")

# %%
print("after")
