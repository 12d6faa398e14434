# first cell: messages

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
