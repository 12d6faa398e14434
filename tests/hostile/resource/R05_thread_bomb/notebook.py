# %%
print("kept")

# %%
import threading

event = threading.Event()
started = []
try:
    for _ in range(2_000):
        started.append(threading.Thread(target=event.wait, daemon=True))
        started[-1].start()
    print("OPEN: 2000 threads")
except RuntimeError as fault:
    print("refused:", fault)
finally:
    event.set()

# %%
print("after")
