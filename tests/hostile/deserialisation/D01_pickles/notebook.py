# first cell: evidence

# %%
import pickle


class Act:
    def __reduce__(self):
        return os.system, ("touch /tmp/acted",)


pickled = pickle.dumps(Act())
turned = b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (2, 2), }".ljust(127) + b"\n" + pickled
for raw in (pickled, turned, b"PK\x03\x04" + pickled):
    reference = {"digest": keep("arrays", raw), "dtype": "object", "shape": [2, 2], "stored": True}
    write({"kind": "array", "name": f"padded_{len(raw)}", "array": reference})
pretend(network(), inputs=[{"digest": keep("arrays", turned), "dtype": "object", "shape": [2, 2], "stored": True}], raw=turned)

print("forged")
