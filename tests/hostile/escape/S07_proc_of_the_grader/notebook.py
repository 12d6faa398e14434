# first cell: probes

# %%
for name in ("environ", "mem", "maps", "root", "cwd", "fd", "root/etc/passwd", "cwd/seen.json", "map_files", "task", "io", "stack", "syscall", "auxv"):
    path = f"/proc/@PID@/{name}"
    attempt(path, lambda: os.listdir(path)[:3] if os.path.isdir(path) else os.readlink(path) if os.path.islink(path) else open(path, "rb").read(16))
attempt("parent's environment", lambda: b"GRADEBOOK" in open(f"/proc/{os.getppid()}/environ", "rb").read() or 1 / 0)
attempt("parent's root leads out", lambda: os.listdir(f"/proc/{os.getppid()}/root/@CANARY@"))
# %%
held = []
try:
    pids = [name for name in os.listdir("/proc") if name.isdigit()]
except OSError as error:
    print("refused:", error)
    pids = ["1", "@PID@", str(os.getppid())]
for pid in pids:
    for name in ("root", "cwd"):
        try:
            there = os.path.join(f"/proc/{pid}", name)
            if os.path.exists(f"{there}/@CANARY@/gradebook.csv") or os.path.exists(f"{there}/seen.json"):
                held.append(there)
        except OSError:
            pass
print("OPEN:" if held else "refused: no way out through another process", *held)
# %%
print("after")
