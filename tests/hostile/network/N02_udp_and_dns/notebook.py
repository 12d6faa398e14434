# first cell: probes

# %%
import socket


def send(address, family=socket.AF_INET):
    with socket.socket(family, socket.SOCK_DGRAM) as sender:
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        sender.settimeout(1)
        sender.connect(address) if False else sender.sendto(b"secret", address)
        return sender.recv(64)


attempt("the host's port", lambda: send(("127.0.0.1", @UDP@)))
attempt("a name server", lambda: send(("8.8.8.8", 53)))
attempt("multicast", lambda: send(("224.0.0.251", 5353)))
attempt("broadcast", lambda: send(("255.255.255.255", 9)))
attempt("IPv6", lambda: send(("::1", @UDP@), socket.AF_INET6))
attempt("a name that tells a secret", lambda: socket.getaddrinfo("secret.example.com", 80))
attempt("UDP-Lite", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM, 136).sendto(b"x", ("127.0.0.1", @UDP@)) and 1 / 0)
attempt("sendmsg", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendmsg([b"x"], [], 0, ("127.0.0.1", @UDP@)) and 1 / 0)
# %%
print("after")
