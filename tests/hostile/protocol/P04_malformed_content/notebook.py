# first cell: messages

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
