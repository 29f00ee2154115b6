"""The colours of one scene."""

import cv2
import numpy as np

# Anchor colours (sRGB, hex) of the kinds of places that photographs are taken at, and how common each is.
THEMES = [
    ("3b4a24 6b7a3a 8fa0b4 c9d3dc 5a4630 2a2f1c a79a6b 7d8a52", 1.6),  # woods and meadow
    ("8a7a4e c4a868 6d5a36 a9bccb dfe4e6 4a3d28 94814f b5653a", 1.4),  # savanna
    ("2f5f86 7fa6c4 d8c7a0 e9e6dc 3a4a55 b5a27c 16324a c9d9e2", 1.3),  # coast
    ("8c8c88 5f6266 b8b2a6 3a3b3f 9a7b62 cfcfcb 74523c 46586b", 1.4),  # city
    ("b08a60 7a5638 d9c6a5 4b3526 a33b2c ece2cf 5c6b5a 2b211b", 1.3),  # indoors
    ("c2a583 9c7350 6e4c36 dccbb2 7f8d9c 4e5d6b b3835a 3a2d26", 1.0),  # desert and clay
    ("e8ecef b7c4cf 7d8d9b 46545f 2e373c c9cfd2 8a7c70 5b4b41", 0.9),  # snow and fog
    ("28303c 11151c 3f3a38 6b5a3c c98f3f 1d2430 52606e 7c2f22", 0.7),  # night
    ("f0a050 c8542f 6b2f3a 2b1d2c f6cf8a 8a4a4a 46324a d97b3a", 0.6),  # sunset
    ("d9342b f2b632 2e7d46 2a5db0 f3ede1 8a2f7d e8772e 2f2a28", 1.0),  # market and toys
    ("4a6a2f 7fa33f b8c86a 2c4a26 d5c24a a8442f e7e3d2 5f7f8f", 0.9),  # garden
    ("1f4a5a 2f7f8f 7fb7b0 e0c07a d96a4a 16303a a0d0d8 c9a0b0", 0.6),  # reef
]


def from_hex(text):
    """float32 [n,3] 0..1 of colours written as rrggbb, parted by spaces."""
    return np.array([[int(c[i : i + 2], 16) for i in (0, 2, 4)] for c in text.split()], np.float32) / 255


THEME_COLOURS = [from_hex(text) for text, _ in THEMES]
THEME_SHARES = np.array([weight for _, weight in THEMES]) / sum(weight for _, weight in THEMES)


def to_lab(rgb):
    """CIE Lab float32 [n,3] of sRGB float32 [n,3]."""
    return cv2.cvtColor(np.ascontiguousarray(rgb, np.float32)[None], cv2.COLOR_RGB2LAB)[0]


def from_lab(lab):
    """sRGB float32 [n,3] 0..1 of CIE Lab [n,3]; what lies outside is clipped."""
    return np.clip(cv2.cvtColor(np.ascontiguousarray(lab, np.float32)[None], cv2.COLOR_LAB2RGB)[0], 0, 1)


def vivid_colours(rng):
    """Lab [8,3]: strong hues at every lightness, with two near-greys among them."""
    hue = rng.uniform(0, 2 * np.pi, 8)
    chroma = rng.uniform(25, 90, 8) * np.array([1, 1, 1, 1, 1, 1, 0.1, 0.1])
    return np.stack([rng.uniform(15, 92, 8), chroma * np.cos(hue), chroma * np.sin(hue)], 1)


def make_palette(rng):
    """float32 [8,3] sRGB 0..1: the colours of one scene: mostly a natural theme, else vivid, of one tint, or
    grey."""
    choice = rng.random()
    lab = to_lab(THEME_COLOURS[rng.choice(len(THEMES), p=THEME_SHARES)])
    if choice < 0.14:
        lab = vivid_colours(rng)
    elif choice < 0.22:
        other = to_lab(THEME_COLOURS[rng.integers(len(THEMES))])
        lab[::2] = other[::2]
    elif choice < 0.30:
        lab[:, 1:] *= rng.uniform(0.1, 0.4)
    elif choice < 0.36:
        tint = 14 * rng.standard_normal(2)
        lab[:, 1:] = tint + 3 * rng.standard_normal((8, 2))
    elif choice < 0.40:
        lab[:, 0] = lab[:, 0].mean() + 0.35 * (lab[:, 0] - lab[:, 0].mean())
    lab[:, 0] = np.clip(lab[:, 0] + 6 * rng.standard_normal() + 6 * rng.standard_normal(8), 4, 97)
    lab[:, 1:] += 3 * rng.standard_normal(2) + 5 * rng.standard_normal((8, 2))
    return rng.permutation(from_lab(lab))
