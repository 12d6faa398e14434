# first cell: evidence

# %%
pretend(network({"module": "keras.layers", "class_name": "TFSMLayer", "name": "l", "registered_name": None,
                 "config": {"name": "l", "filepath": str(outbox / "model"), "call_endpoint": "serve"}, "inbound_nodes": []}))

print("forged")
