import os


def attempt(what, action):
    try:
        print(f"OPEN: {what}: {action()!r}"[:300])
    except BaseException as error:
        print(f"refused: {what}: {type(error).__name__}: {error}"[:300])


print("before")
