# first cell: probes

# %%
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def call(what, function, *arguments):
    ctypes.set_errno(0)
    got = function(*arguments)
    error = ctypes.get_errno()
    print(f"OPEN: {what}" if got != -1 else f"refused: {what}: {os.strerror(error)}")


buffer = ctypes.create_string_buffer(64)


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


mine = Vector(ctypes.addressof(buffer), 64)
theirs = Vector(0x400000, 64)
for name, pid in (("the grader", @PID@), ("the parent", os.getppid()), ("process 1", 1)):
    if pid in (0, os.getpid()):
        continue
    call(f"PTRACE_ATTACH to {name}", libc.ptrace, 16, pid, None, None)
    call(f"PTRACE_SEIZE of {name}", libc.ptrace, 0x4206, pid, None, None)
    call(f"process_vm_readv of {name}", libc.process_vm_readv, pid, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0)
    call(f"process_vm_writev to {name}", libc.process_vm_writev, pid, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0)
    descriptor = libc.syscall(434, pid, 0)
    if descriptor >= 0:
        call(f"pidfd_getfd of {name}", libc.syscall, 438, descriptor, 0, 0)
    else:
        print(f"refused: pidfd_open of {name}")
    attempt(f"memory of {name}", lambda: open(f"/proc/{pid}/mem", "r+b"))
# %%
print("after")
