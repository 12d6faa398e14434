# first cell: messages

# %%
identity = kernel._parent_ident["shell"] if hasattr(kernel, "_parent_ident") else kernel._shell_parent_ident
identity = identity if isinstance(identity, list) else [identity]
parts = [header("execute_reply"), mine(), b"{}", b"{not json"]
kernel.shell_stream.socket.send_multipart([*identity, b"<IDS|MSG>", session.sign(parts), *parts])
import time

time.sleep(20)
print("OPEN: it went on")

# %%
print("after")
