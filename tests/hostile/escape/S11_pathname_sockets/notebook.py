# first cell: probes

# %%
import socket


def connect(path, kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_UNIX, kind) as caller:
        caller.settimeout(2)
        caller.connect(path)
        return "connected"


for path in ("@SOCKET@", "/run/dbus/system_bus_socket", "/var/run/docker.sock", "/run/podman/podman.sock", "/run/containerd/containerd.sock", f"/run/user/{os.getuid()}/bus", "/run/systemd/private", "/tmp/.X11-unix/X0", "/run/user/0/gnupg/S.gpg-agent", "\0/tmp/.X11-unix/X0", "/dev/log"):
    attempt(path.replace("\0", "@"), lambda: connect(path))
    attempt("datagram " + path.replace("\0", "@"), lambda: connect(path, socket.SOCK_DGRAM))


def send(path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as caller:
        return caller.sendto(b"x", path)


attempt("sendto", lambda: send("@SOCKET@"))
# %%
print("after")
