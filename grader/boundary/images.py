"""Pictures from the sandbox: decoded, bounded and written anew, so that nothing but pixels passes."""

from __future__ import annotations

import base64
import binascii
import io

from PIL import Image

MOST_BYTES = 8 << 20
MOST_PIXELS = 16_000_000
WIDEST = 1_200  # pixels; reports are read on screens


def reencoded(raw: bytes) -> bytes | None:
    """A PNG with the same pixels, scaled down where it is large; None for what is no picture or a bomb."""
    if len(raw) > MOST_BYTES:
        return None
    try:
        # Only these two decoders: the fewer, the fewer bugs of theirs to meet.
        with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            flat = Image.new("RGB", picture.size, "white")
            flat.paste(picture.convert("RGBA"), mask=picture.convert("RGBA").getchannel("A"))
    except Exception:  # noqa: BLE001  # a decoder may raise nearly anything on bytes made to hurt it
        return None
    if flat.width > WIDEST:
        flat = flat.resize((WIDEST, max(1, flat.height * WIDEST // flat.width)))
    written = io.BytesIO()
    flat.convert("P", palette=Image.Palette.ADAPTIVE).save(written, "PNG", optimize=True)
    return written.getvalue()


def from_base64(text: str) -> bytes | None:
    try:
        return reencoded(base64.b64decode(text))
    except (binascii.Error, ValueError):
        return None
