# first cell: probes

# %%
target = "@CANARY@/gradebook.csv"
for what, action in {
    "chmod": lambda: os.chmod(target, 0o777),
    "chown": lambda: os.chown(target, os.getuid(), os.getgid()),
    "utime": lambda: os.utime(target, (1, 1)),
    "truncate": lambda: os.truncate(target, 0),
    "setxattr": lambda: os.setxattr(target, "user.x", b"1"),
    "rename": lambda: os.rename(target, target + ".old"),
    "unlink": lambda: os.unlink(target),
    "mkdir": lambda: os.mkdir("@CANARY@/planted"),
    "a lock file": lambda: os.open("@CANARY@/lock", os.O_CREAT | os.O_RDWR),
}.items():
    try:
        action()
        print(f"no error: {what}")
    except OSError as error:
        print(f"refused: {what}: {error}")
# %%
print("after")
