# %%
import os
import subprocess

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        subprocess.Popen(["sleep", "7654.5"], start_new_session=True)
    os._exit(0)
print("started")
