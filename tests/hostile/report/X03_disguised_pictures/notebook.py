# %%
import base64
import struct
import zlib

from IPython.display import publish_display_data


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height):
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(9000))) + chunk(b"IEND", b"")


forged = [b"<svg onload=canary()></svg>", b"<html><script>canary()</script>", png(60_000, 60_000), png(8, 8)[:40]]
forged += [png(8, 8) + b"<script>canary()</script>", b"GIF89a/*<script>*/"]
for data in forged:
    publish_display_data({"image/png": base64.b64encode(data).decode(), "text/plain": "a picture"})
print("shown", len(forged))
