# first cell: probes

# %%
def command(pid):
    try:
        return open(f"/proc/{pid}/cmdline").read().replace("\0", " ")
    except OSError:
        return ""


try:
    pids = sorted(filter(str.isdigit, os.listdir("/proc")), key=int)
except OSError as error:
    print("refused:", error)
    pids = []
lines = {pid: command(pid) for pid in {*pids, *(str(pid) for pid in range(1, 400)), "@PID@"}}
foreign = {pid: line for pid, line in lines.items() if line and any(word in line for word in ("tests.hostile", "grader.execution", "pytest", "sshd", "systemd"))}
print("OPEN:" if foreign else f"refused: of {len(pids)} processes none is another's", *list(foreign.items())[:3])
attempt("ps", lambda: [line for line in __import__("subprocess").run(["ps", "-ef"], capture_output=True, text=True).stdout.splitlines() if "tests.hostile" in line or "grader.execution" in line] or 1 / 0)
attempt("load of the machine by psutil", lambda: [p.pid for p in __import__("psutil").process_iter() if p.pid == @PID@][0])
# %%
print("after")
