# first cell: probes

# %%
import ctypes
import shutil
import subprocess

print("uid", os.getuid(), os.geteuid())
own = os.getuid()
for command in (["sudo", "-n", "id", "-u"], ["su", "-c", "id -u", "root"], ["pkexec", "id", "-u"], ["newgrp", "root"], ["mount"], ["passwd", "--status"]):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, stdin=subprocess.DEVNULL)
        is_root = own != 0 and done.stdout.strip() == "0"
        print("OPEN:" if is_root else "refused:", command[0], done.returncode, done.stderr.strip()[:80])
    except (OSError, subprocess.TimeoutExpired) as error:
        print("refused:", command[0], error)
status = dict(line.split(":\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\t" in line)
print("refused: no new rights" if status["NoNewPrivs"] == "1" else "OPEN: new rights may be had")
print("refused: no capabilities" if int(status["CapEff"], 16) == 0 and int(status["CapBnd"], 16) == 0 or own else f"OPEN: capabilities {status['CapEff']}")
for name, number in (("setuid", 0), ("setgid", 0)):
    if own:
        attempt(name, lambda: getattr(os, name)(number) or "done")
shutil.copy("/bin/sh", "own-sh")
try:
    os.chmod("own-sh", 0o4755)
    print("setuid bit", oct(os.stat("own-sh").st_mode))
except OSError as error:
    print("refused: setuid bit:", error)
attempt("a device node", lambda: os.mknod("disk", 0o60600, os.makedev(8, 0)))
attempt("chroot", lambda: os.chroot("."))
# %%
print("after")
