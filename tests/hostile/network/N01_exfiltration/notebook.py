# first cell: probes

# %%
import socket
import subprocess
import urllib.request

for address in ("http://93.184.215.14/?x=1", "https://93.184.215.14/", "http://example.com/?secret=1", "https://example.com/upload", "ftp://example.com/x"):
    attempt(address, lambda: urllib.request.urlopen(address, timeout=3).status)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    attempt(f"{address} past the proxy", lambda: opener.open(address, timeout=3).status)
attempt("POST by requests", lambda: __import__("requests").post("https://example.com/", data={"x": "1"}, timeout=3).raise_for_status() or "sent")
for command in (["curl", "-sS", "-m", "3", "--fail", "-d", "x=1", "http://example.com/"], ["wget", "-q", "-T", "3", "-t", "1", "-O-", "http://93.184.215.14/"], ["bash", "-c", "exec 3<>/dev/tcp/93.184.215.14/80"]):
    done = subprocess.run(command, capture_output=True, text=True)
    print("OPEN:" if done.returncode == 0 else "refused:", *command[:1], done.stderr.strip()[:80])
for address in (("93.184.215.14", 80), ("1.1.1.1", 443), ("10.0.0.1", 22), ("192.168.0.1", 80)):
    attempt(f"a connection to {address}", lambda: socket.create_connection(address, timeout=3))
attempt("IPv6", lambda: socket.create_connection(("2606:2800:21f:cb07:6820:80da:af6b:8b2c", 80), timeout=3))
# %%
print("after")
