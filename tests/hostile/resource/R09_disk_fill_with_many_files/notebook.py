# %%
print("kept")

# %%
import time

try:
    for number in range(100):
        with open(f"part{number}", "wb") as file:
            file.write(b"x" * (5 << 20))
    time.sleep(3)
    print("OPEN: 500 MB")
except OSError as fault:
    print("refused:", fault.strerror)

# %%
print("after")
