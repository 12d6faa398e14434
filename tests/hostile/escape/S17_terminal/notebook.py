# first cell: probes

# %%
import fcntl
import glob
import pty
import termios

attempt("the controlling terminal", lambda: os.open("/dev/tty", os.O_RDWR))
for name in sorted({*glob.glob("/dev/pts/[0-9]*"), *(f"/dev/pts/{n}" for n in range(20)), "/dev/console", "/dev/tty0", "/dev/tty1"}):
    attempt(name, lambda: os.open(name, os.O_RDWR | os.O_NOCTTY))
for descriptor in (0, 1, 2):
    attempt(f"TIOCSTI to {descriptor}", lambda: fcntl.ioctl(descriptor, termios.TIOCSTI, b"x"))
# %%
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
try:
    controller, terminal = pty.openpty()
    for name, number in (("TIOCSTI", 0x5412), ("TIOCLINUX", 0x541C)):
        for high in (0, 1 << 32):  # the kernel looks at 32 bits of it, a filter may look at 64
            got = libc.ioctl(terminal, ctypes.c_ulong(number | high), ctypes.c_char_p(b"x"))
            print("OPEN:" if got == 0 else "refused:", name, hex(high), os.strerror(ctypes.get_errno()))
except OSError as error:
    print("refused: no terminals at all:", error)
# %%
print("after")
