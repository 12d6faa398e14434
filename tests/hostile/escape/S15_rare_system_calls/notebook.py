# first cell: probes

# %%
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(256)
CALLS = {
    "io_uring_setup": (425, 8, buffer),
    "bpf": (321, 0, buffer, 128),
    "userfaultfd": (323, 1),
    "keyctl": (250, 0, -3, 1),
    "add_key": (248, b"user", b"x", b"y", 1, -2),
    "request_key": (249, b"user", b"x", None, -2),
    "perf_event_open": (298, buffer, 0, -1, -1, 0),
    "init_module": (175, buffer, 10, b""),
    "finit_module": (313, 0, b"", 0),
    "kexec_load": (246, 0, 0, None, 0),
    "open_by_handle_at": (304, -100, buffer, 0),
    "name_to_handle_at": (303, -100, b"/", buffer, buffer, 0),
    "lookup_dcookie": (212, 0, buffer, 64),
    "acct": (163, None),
    "swapon": (167, b"/tmp/x", 0),
    "reboot": (169, 0, 0, 0, None),
    "iopl": (172, 3),
    "ioperm": (173, 0, 1, 1),
    "syslog": (103, 2, buffer, 64),
    "fanotify_init": (300, 0, 0),
    "memfd_secret": (447, 0),
    "vmsplice of nothing": (278, -1, None, 0, 0),
}
SAFE = {"vmsplice of nothing"}
for name, (number, *arguments) in CALLS.items():
    ctypes.set_errno(0)
    got = libc.syscall(number, *arguments)
    error = ctypes.get_errno()
    # EPERM and ENOSYS are a filter's answers; another errno means that the kernel looked at the call.
    is_refused = got == -1 and error in (1, 38, 95)
    print("refused:" if is_refused or name in SAFE else "OPEN:", name, got, os.strerror(error))
# %%
import mmap
import subprocess
import sys

# mov eax, 20 (getpid); int 0x80; ret: the 32-bit entry, which a filter of 64-bit numbers does not see
CODE = """
import ctypes, mmap
memory = mmap.mmap(-1, 4096, prot=7)
memory.write(bytes([0xb8, 20, 0, 0, 0, 0xcd, 0x80, 0xc3]))
print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))())
"""
done = subprocess.run([sys.executable, "-I", "-c", CODE], capture_output=True, text=True)
answered = done.returncode == 0 and int(done.stdout) > 0
print("OPEN: 32-bit getpid" if answered else f"refused: 32-bit getpid: {done.returncode} {done.stdout.strip()}")
# %%
print("after")
