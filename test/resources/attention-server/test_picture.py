"""Sizes off a picture's first bytes."""

import struct
import unittest
import zlib

from contract import Refused
from picture import size_of


def png(width, height):
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    crc = struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + crc + b"rest"


def jpeg(width, height, frame=0xC0, before=b""):
    size = struct.pack(">HBHHB", 11, 8, height, width, 1)
    return b"\xff\xd8" + before + bytes([0xFF, frame]) + size + b"\x01\x11\x00rest"


def segment(marker, length):
    return bytes([0xFF, marker]) + struct.pack(">H", length) + b"x" * (length - 2)


class SizeOf(unittest.TestCase):
    def test_sizes(self):
        cases = [
            (png(640, 480), "image/png"),
            (jpeg(640, 480), "image/jpeg"),
            (jpeg(640, 480, frame=0xC2), "image/jpeg"),
            # Behind a header of JFIF, a table that looks like a frame by number, and a fill byte.
            (jpeg(640, 480, before=segment(0xE0, 16) + segment(0xC4, 30) + b"\xff"), "image/jpeg"),
        ]
        for image, kind in cases:
            self.assertEqual(size_of(image, kind), (640, 480))

    def test_no_pictures(self):
        cases = [
            (b"", "image/png"),
            (b"", "image/jpeg"),
            (png(64, 48), "image/jpeg"),
            (jpeg(64, 48), "image/png"),
            (png(64, 48)[:20], "image/png"),
            (jpeg(64, 48)[:10], "image/jpeg"),
            (png(0, 48), "image/png"),
            (jpeg(64, 0), "image/jpeg"),
            (b"\xff\xd8" + segment(0xE0, 16), "image/jpeg"),
            (b"\xff\xd8" + b"\xff" * 1000, "image/jpeg"),
            (png(5000, 49), "image/png"),
        ]
        for image, kind in cases:
            with self.subTest(image=image[:12], kind=kind), self.assertRaises(Refused) as caught:
                size_of(image, kind)
            self.assertEqual(caught.exception.status, 400)

    def test_too_many_pixels(self):
        for image, kind in ((png(8001, 8000), "image/png"), (jpeg(8001, 8000), "image/jpeg")):
            with self.assertRaises(Refused) as caught:
                size_of(image, kind)
            self.assertEqual((caught.exception.status, caught.exception.code), (413, "too_large"))


if __name__ == "__main__":
    unittest.main()
