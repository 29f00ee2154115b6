"""Pictures: their size from the first bytes, before anything is decoded, and their pixels."""

import io
import struct

from contract import Refused, bad

MOST_PIXELS = 64_000_000
# Models cut pictures into patches and refuse strips.
MOST_TIMES = 100
PNG = b"\x89PNG\r\n\x1a\n"


def size_of(image, kind):
    """(width, height) of a PNG or JPEG. Raises Refused for other bytes, and for pictures that are too large."""
    size = png_size(image) if kind == "image/png" else jpeg_size(image)
    if size is None or min(size) < 1:
        raise bad(f"image is no whole picture of type {kind}.")
    if size[0] * size[1] > MOST_PIXELS:
        limit = MOST_PIXELS // 1_000_000
        raise Refused(413, "too_large", f"The picture has more than {limit} megapixels.")
    if max(size) > MOST_TIMES * min(size):
        raise bad(f"The picture's one side is more than {MOST_TIMES} times the other.")
    return size


def png_size(image):
    if len(image) < 33 or image[:8] != PNG or image[12:16] != b"IHDR":
        return None
    return struct.unpack(">II", image[16:24])


def jpeg_size(image):
    """From the first frame header: segments are 0xff, a marker, and two bytes of length that count themselves."""
    if image[:2] != b"\xff\xd8":
        return None
    at = 2
    while at + 9 <= len(image) and image[at] == 0xFF:
        marker = image[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", image[at + 5 : at + 9])
            return width, height
        (length,) = struct.unpack(">H", image[at + 2 : at + 4])
        at += 2 + length
    return None


def open_rgb(image):
    """The pixels as they lie, alpha dropped, EXIF ignored. Raises Refused where they cannot be decoded."""
    from PIL import Image

    try:
        return Image.open(io.BytesIO(image)).convert("RGB")
    except (OSError, SyntaxError, ValueError) as error:
        raise bad(f"image cannot be decoded: {error}.") from None
