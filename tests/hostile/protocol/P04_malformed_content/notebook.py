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
send("status", {})
send("status", {"execution_state": ["idle"]})
send("status", b"null") if False else None
send("stream", {"name": 5, "text": ["x"]})
send("stream", {})
send("display_data", {"data": None, "transient": "d"})
send("display_data", {"data": [1], "metadata": None})
send("display_data", {"data": {"text/plain": {"a": 1}, "image/png": 7}})
send("display_data", {"data": {"image/png": "no base64!"}})
send("execute_result", {"data": {}, "execution_count": "many"})
send("update_display_data", {"data": {}, "transient": {"display_id": {}}})
send("execute_input", {"code": 7})
send("nothing_known", {"a": 1})
send("stream", b'{"name": "stdout", "text": "half \\ud800 of a pair"}')
send("stream", b'{"name": "stdout", "text": "no UTF-8 \xff\xfe"}')
print("went on")

# %%
print("after")
