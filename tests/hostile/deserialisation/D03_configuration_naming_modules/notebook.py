# first cell: evidence

# %%
for module, name in (("os", "system"), ("builtins", "eval"), ("subprocess", "run")):
    pretend(network({"module": module, "class_name": name, "name": "l", "registered_name": name,
                     "config": {"name": "l", "command": "touch /tmp/acted"}, "inbound_nodes": []}))

print("forged")
