# first cell: messages

# %%
print("first")
send("stream", {"name": "stdout", "text": "forged stream"})
send("display_data", {"data": {"text/plain": "forged display"}, "metadata": {}, "transient": {"display_id": "d"}})
send("update_display_data", {"data": {"text/plain": "updated"}, "metadata": {}, "transient": {"display_id": "d"}})
send("clear_output", {"wait": False})
send("stream", {"name": "stdout", "text": "for another"}, parent=b'{"msg_id": "another"}')

# %%
print("after")
