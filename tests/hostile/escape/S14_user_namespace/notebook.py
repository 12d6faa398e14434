# first cell: probes

# %%
import ctypes
import subprocess

libc = ctypes.CDLL(None, use_errno=True)
FLAGS = {"user": 0x10000000, "mount": 0x20000, "pid": 0x20000000, "network": 0x40000000, "ipc": 0x8000000, "uts": 0x4000000, "cgroup": 0x2000000, "user and mount": 0x10020000}


def call(what, function, *arguments):
    ctypes.set_errno(0)
    got = function(*arguments)
    error = ctypes.get_errno()
    print(f"OPEN: {what}" if got not in (-1, -38) else f"refused: {what}: {os.strerror(error)}")


for name, flag in FLAGS.items():
    child = os.fork()
    if child == 0:
        got = libc.unshare(flag)
        os._exit(1 if got == 0 else 0)
    print("OPEN:" if os.waitpid(child, 0)[1] else "refused:", f"unshare {name}")
    pid = libc.syscall(56, flag | 17, 0, 0, 0, 0)  # clone
    if pid == 0:
        os._exit(0)
    print("OPEN:" if pid > 0 else "refused:", f"clone {name}")
    if pid > 0:
        os.waitpid(pid, 0)
call("mount", libc.mount, b"none", b"/tmp", b"tmpfs", 0, None)
call("umount", libc.umount2, b"/proc", 2)
call("pivot_root", libc.syscall, 155, b"/tmp", b"/tmp")
call("open_tree", libc.syscall, 428, -100, b"/", 1)
call("fsopen", libc.syscall, 430, b"tmpfs", 0)
call("setns", libc.setns, -1, 0x10000000)
call("unshare of files and semaphores by a namespace of time", libc.unshare, 0x80)
done = subprocess.run(["unshare", "-Ur", "id", "-u"], capture_output=True, text=True)
print("OPEN: unshare -Ur" if done.stdout.strip() == "0" and os.getuid() else f"refused: unshare -Ur: {done.stderr.strip()}")
# %%
print("after")
