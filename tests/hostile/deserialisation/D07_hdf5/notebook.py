# first cell: evidence

# %%
pretend(network(), raw=b"\x89HDF\r\n\x1a\n" + b"\0" * 504, blocks=[{"layer": "lstm", "shapes": [[1 << 20, 1 << 20]]}])

print("forged")
