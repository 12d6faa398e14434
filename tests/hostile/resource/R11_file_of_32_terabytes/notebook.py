# %%
import os

try:
    with open("holes", "wb") as file:
        os.truncate(file.fileno(), 32 << 40)
    print("OPEN: 32 TB")
except OSError as fault:
    print("refused:", fault.strerror)

# %%
print("after")
