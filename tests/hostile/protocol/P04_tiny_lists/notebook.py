# first cell: messages

# %%
send("stream", b'{"name": "stdout", "text": "read", "x": [' + b"[]," * 7_000_000 + b"0]}")

# %%
print("after")
