# first cell: probes

# %%
import socket

proxy = os.environ.get("http_proxy", "").rsplit("/", 1)[-1]
host, _, port = proxy.partition(":")
print("proxy", bool(port))


def ask(request, take=200):
    with socket.create_connection((host, int(port)), timeout=3) as caller:
        try:
            caller.sendall(request)
        except OSError:
            pass
        return caller.recv(take)


def status(request):
    answer = ask(request)
    assert b" 200 " not in answer[:20], answer
    raise OSError(answer[:40] or b"closed")


for path in ("/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/..%5c..%5cetc", "file:///etc/passwd", "http://x/@CANARY@/gradebook.csv", "/toy.tsv/../../../proc/self/environ", "http://example.com\x00/toy.tsv/x"):
    attempt(f"GET {path}", lambda: status(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()))
for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "X" * 5000):
    attempt(method[:8], lambda: status(f"{method} http://example.com/x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode()))
attempt("a million headers", lambda: status(b"GET http://example.com/x HTTP/1.1\r\n" + b"a: b\r\n" * 1_000_000 + b"\r\n"))
attempt("one endless header", lambda: status(b"GET http://example.com/x HTTP/1.1\r\na: " + b"b" * 10_000_000 + b"\r\n\r\n"))
attempt("an endless line", lambda: status(b"GET http://example.com/" + b"a" * 10_000_000 + b" HTTP/1.1\r\n\r\n"))
attempt("rubbish", lambda: status(b"\x16\x03\x01\x00\xff" + b"\xff" * 500))
attempt("a bad length", lambda: status(b"POST http://e.com/ HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"))
half = [socket.create_connection((host, int(port))) for _ in range(40)]
for caller in half:
    caller.sendall(b"GET http://exam")
attempt("after forty half requests", lambda: status(b"GET http://example.com/x HTTP/1.1\r\nHost: x\r\n\r\n"))
# %%
import urllib.request

# It still answers what belongs to the course.
print(len(urllib.request.urlopen("http://example.org/data/toy.tsv", timeout=5).read()) > 100)
# %%
print("after")
