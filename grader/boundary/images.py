"""Pictures from the sandbox: decoded, bounded and written anew, so that nothing but pixels passes."""

from __future__ import annotations

import base64
import binascii
import io

from PIL import Image

MOST_BYTES = 8 << 20
MOST_PIXELS = 16_000_000
WIDEST, TALLEST = 1_200, 4_800  # pixels; reports are read on screens
MOST_IN_ALL = 240_000_000
"""Pixels of all pictures of a run. Sixteen million of one colour are 50 kB and cost half a second."""


class Room:
    """What is left of the pixels that a run's pictures may have."""

    def __init__(self) -> None:
        self.pixels = MOST_IN_ALL


def reencoded(raw: bytes, room: Room | None = None) -> bytes | None:
    """A PNG with the same pixels, scaled down where it is large; None for what is no picture or a bomb."""
    if len(raw) > MOST_BYTES:
        return None
    try:
        # Only these two decoders: the fewer, the fewer bugs of theirs to meet.
        with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG")) as picture:
            pixels = picture.width * picture.height
            if pixels > MOST_PIXELS or (room is not None and pixels > room.pixels):
                return None
            if room is not None:
                room.pixels -= pixels
            clear = picture.convert("RGBA")
    except Exception:  # noqa: BLE001  # a decoder may raise nearly anything on bytes made to hurt it
        return None
    scale = min(1.0, WIDEST / clear.width, TALLEST / clear.height)
    if scale < 1:  # before anything else looks at its pixels
        clear = clear.resize((max(1, int(clear.width * scale)), max(1, int(clear.height * scale))))
    flat = Image.new("RGB", clear.size, "white")
    flat.paste(clear, mask=clear.getchannel("A"))
    written = io.BytesIO()
    flat.convert("P", palette=Image.Palette.ADAPTIVE).save(written, "PNG", optimize=True)
    return written.getvalue()


def from_base64(text: str, room: Room | None = None) -> bytes | None:
    try:
        return reencoded(base64.b64decode(text), room)
    except (binascii.Error, ValueError):
        return None
