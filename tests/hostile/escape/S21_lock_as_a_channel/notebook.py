# %%
import os


def attempt(what, action):
    try:
        print(f"OPEN: {what}: {action()!r}"[:300])
    except BaseException as error:
        print(f"refused: {what}: {type(error).__name__}: {error}"[:300])


print("before")
# %%
import fcntl

with open(os.__file__) as shared:
    try:
        fcntl.flock(shared, fcntl.LOCK_EX | fcntl.LOCK_NB)
        print("a lock was taken")
    except OSError as error:
        print("refused:", error)
# %%
print("after")
