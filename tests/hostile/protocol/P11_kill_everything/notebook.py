# %%
print("kept")

# %%
import os
import signal

for target in (1, -1):
    try:
        os.kill(target, signal.SIGKILL)
        print("sent to", target)
    except OSError as fault:
        print("refused:", target, fault.strerror)

# %%
import os
import signal

os.killpg(0, signal.SIGKILL)

# %%
print("after")
