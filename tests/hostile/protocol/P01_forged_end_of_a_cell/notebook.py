# %%
import json

kernel = get_ipython().kernel
session = kernel.session


def header(kind):
    return json.dumps({"msg_id": f"forged-{kind}", "msg_type": kind, "version": "5.3", "session": "x", "date": ""}).encode()


def mine():
    """The header of the request that this cell is."""
    return json.dumps({"msg_id": kernel.get_parent("shell")["header"]["msg_id"]}).encode()


def send(kind, content, parent=None, head=None, signature=None, more=()):
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    parts = [head or header(kind), mine() if parent is None else parent, b"{}", content]
    signature = session.sign(parts) if signature is None else signature
    kernel.iopub_socket.send_multipart([b"topic", b"<IDS|MSG>", signature, *parts, *more], copy=False)


print("kept")

# %%
send("status", {"execution_state": "idle"}, parent=b'{"msg_id": "another"}')
for state in ("dead", "restarting", "terminating", "autorestarting", "starting"):
    send("status", {"execution_state": state})
    send("status", {"execution_state": state}, parent=b"{}")
send("shutdown_reply", {"status": "ok", "restart": False}, parent=b"{}")
print("before")
import time

time.sleep(0.3)
send("status", {"execution_state": "idle"})
time.sleep(0.3)
print("a claim that comes too late")

# %%
print("after")
