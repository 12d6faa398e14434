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
