# first cell: messages

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
