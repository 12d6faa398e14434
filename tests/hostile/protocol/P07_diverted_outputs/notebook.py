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
state = {"_model_name": "OutputModel", "_model_module": "@jupyter-widgets/output", "msg_id": "", "outputs": []}
state["msg_id"] = json.loads(mine())["msg_id"]
send("comm_open", {"comm_id": "c", "target_name": "jupyter.widget", "data": {"state": state, "buffer_paths": []}})
send("comm_msg", {"comm_id": "c", "data": {"method": "update", "state": state, "buffer_paths": []}})
for number in range(300):
    send("comm_open", {"comm_id": f"c{number}", "target_name": "x", "data": {"state": {}}})
    send("comm_msg", {"comm_id": 7, "data": None})  # fewer in all than the kernel queues before it drops some
print("shown all the same")

# %%
print("after")
