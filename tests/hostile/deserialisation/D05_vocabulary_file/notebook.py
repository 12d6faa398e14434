# first cell: evidence

# %%
for place in ("/etc/passwd", "http://127.0.0.1:9/x"):
    pretend(network({"module": "keras.layers", "class_name": "StringLookup", "name": "l", "registered_name": None,
                     "config": {"name": "l", "vocabulary": place}, "inbound_nodes": []}))

print("forged")
