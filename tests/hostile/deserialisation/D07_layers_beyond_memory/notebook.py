# first cell: evidence

# %%
pretend(network(*[
    {"module": "keras.layers", "class_name": "Dense", "name": f"d{number}", "registered_name": None,
     "config": {"name": f"d{number}", "units": 300_000}, "build_config": {"input_shape": [None, 300_000]}, "inbound_nodes": []}
    for number in range(190)
]))

print("forged")
