# first cell: evidence

# %%
import zlib

bomb = zlib.compress(b"\0" * (64 << 20), 9)
for shape in ([1 << 39, 1 << 39], [-1, -4], [True, 4], [2.0, 2], ["2", 2], [[2], 2], [1] * 9, [0, 4], []):
    write({"kind": "array", "name": f"padded{shape}"[:40], "array": {"digest": keep("arrays", bomb), "dtype": "int32",
           "shape": shape, "stored": True}})
    pretend(network(), inputs=[{"digest": keep("arrays", bomb), "dtype": "int32", "shape": shape, "stored": True}],
            blocks=[{"layer": "lstm", "shapes": [shape]}], raw=bomb)

print("forged")
