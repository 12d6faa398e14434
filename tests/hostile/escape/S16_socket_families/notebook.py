# first cell: probes

# %%
import socket

FAMILIES = {"VSOCK": 40, "PACKET": 17, "BLUETOOTH": 31, "CAN": 29, "TIPC": 30, "ALG": 38, "KEY": 15, "RDS": 21, "NFC": 39, "XDP": 44, "QIPCRTR": 42, "AX25": 3, "IPX": 4, "APPLETALK": 5, "X25": 9, "SMC": 43}
for name, family in FAMILIES.items():
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        attempt(f"AF_{name} {kind}", lambda: socket.socket(family, kind).fileno())
for protocol in (socket.IPPROTO_ICMP, socket.IPPROTO_RAW, socket.IPPROTO_TCP):
    attempt(f"raw IP {protocol}", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, protocol).fileno())
for protocol in (6, 9, 12, 15, 16, 21):
    attempt(f"netlink {protocol}", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol).fileno())
# %%
print("after")
