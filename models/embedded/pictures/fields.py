"""The bank of scalar fields that every look is painted from: periodic uint8 tiles, made at first use from
their names (so the same in every process), cut with any scale and angle."""

from functools import lru_cache
from zlib import crc32

import cv2
import numpy as np

import tiles

cv2.setNumThreads(1)

# name -> its variants: (maker in tiles.py, arguments)
BANK = {
    "rough": [("noise", {"slope": 0.7}), ("noise", {"slope": 0.85})],
    "natural": [("noise", {"slope": s}) for s in (1.0, 1.1, 1.25, 1.0)],
    "smooth": [("noise", {"slope": s}) for s in (1.5, 1.7, 2.0, 2.3)],
    "speckle": [("noise", {"slope": 0.3}), ("noise", {"slope": 0.45, "low": 10.0})],
    "streak": [("noise", {"slope": 1.1, "stretch": s}) for s in (4.0, 8.0, 16.0)],
    "ridge": [("ridged", {"slope": s}) for s in (1.1, 1.4, 1.8)],
    "fold": [("ridged", {"slope": 2.0, "stretch": s}) for s in (2.5, 4.0, 6.0)],
    "billow": [("billow", {"slope": s}) for s in (1.2, 1.5, 1.9)],
    "cells": [("cells", {"count": c}) for c in (250, 700)],
    "cracks": [("cracks", {"count": c}) for c in (120, 320)],
    "pebbles": [("pebbles", {"count": c}) for c in (400, 1200)],
    "grass": [("strokes", {"spread": s, "length": n}) for s, n in ((0.25, 40.0), (0.45, 26.0), (0.9, 22.0))],
    "straw": [("strokes", {"spread": 2.0, "length": 40.0, "width": 2.4, "count": 6000})],
    "fur": [("fur", {"stretch": s, "swirl": w})
            for s, w in ((5.0, 8.0), (8.0, 14.0), (12.0, 20.0), (3.0, 18.0))],
    "leaves": [("leaves", {"length": n, "width": w, "count": c})
               for n, w, c in ((18.0, 9.0, 5600), (26.0, 12.0, 3600), (34.0, 20.0, 2000))],
    "needles": [("leaves", {"length": 26.0, "width": 4.0, "count": 7000})],
    "bricks": [("bricks", {"rows": r, "columns": c}) for r, c in ((16, 8), (12, 8), (24, 10))],
    "planks": [("planks", {"count": c}) for c in (8, 14)],
    "grain": [("grain", {"lines": n}) for n in (18, 40)],
    "ripples": [("ripples", {"stretch": s}) for s in (0.15, 0.25, 0.4)],
    "weave": [("weave", {"threads": n}) for n in (48, 96)],
    "scales": [("scales", {"rows": n}) for n in (16, 28)],
    "blobs": [("band", {"cycles": c, "width": w}) for c, w in ((16.0, 0.3), (24.0, 0.2), (28.0, 0.45))],
    "bands": [("band", {"cycles": c, "width": 0.3, "stretch": s}) for c, s in ((24.0, 3.0), (20.0, 5.0))],
}


@lru_cache(maxsize=None)
def tile(name, variant):
    """uint8 [1024,1024] (one period of 512, twice each way, so that most cuts need not go round its border,
    which takes four times as long), with mean 128 and spread about 46; made from the name alone."""
    maker, arguments = BANK[name][variant]
    made = getattr(tiles, maker)(np.random.default_rng(crc32(f"{name}{variant}".encode())), **arguments)
    return np.tile(np.clip(128 + 46 * (made - made.mean()) / made.std(), 0, 255).astype(np.uint8), (2, 2))


def field(rng, name, shape, scale=1.0, angle=0.0):
    """uint8 [h,w] cut from a random place of a random variant of `name`; `scale` > 1 enlarges, `angle` in
    radians."""
    source = tile(name, int(rng.integers(len(BANK[name]))))
    c, s = np.cos(angle) / scale, np.sin(angle) / scale
    height, width = shape
    x = rng.random() * tiles.SIDE - min(0, c * width) - min(0, s * height)
    y = rng.random() * tiles.SIDE - min(0, -s * width) - min(0, c * height)
    matrix = np.array([[c, s, x], [-s, c, y]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(source, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_WRAP)


def receding(rng, name, shape, scales):
    """uint8 [h,w] like `field`, seen on a floor: `scales` are those at the foot and at the top of the
    piece."""
    source = tile(name, int(rng.integers(len(BANK[name]))))
    height, width = shape
    near, far = scales
    x, y = rng.random(2) * tiles.SIDE
    foot, top, deep = width / near / 2, width / far / 2, height / far
    seen = np.float32([[0, height], [width, height], [0, 0], [width, 0]])
    x, y = x + max(foot, top), y + deep
    lies = np.float32([[x - foot, y], [x + foot, y], [x - top, y - deep], [x + top, y - deep]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    matrix = cv2.getPerspectiveTransform(seen, lies)
    cut = cv2.warpPerspective(source, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_WRAP)
    scale = np.linspace(far, near, height, dtype=np.float32)[:, None]
    clear = np.minimum(scale**1.5 / np.sqrt(near), 1) ** 0.6  # what is too fine to be seen evens out
    return ((cut - np.float32(128)) * clear + np.float32(128)).astype(np.uint8)


@lru_cache(maxsize=None)
def film(part):
    """float32 noise of spread 1: [1024,1024,1] of lightness (part 0) or [512,512,3] of colour (part 1)."""
    shape = ((1024, 1024, 1), (512, 512, 3))[part]
    return np.random.default_rng(part).standard_normal(shape, dtype=np.float32)


def stretched(knots, shape):
    """float32 [h,w,...]: the few values of knots [k,k,...] spread over the shape without creases."""
    between = cv2.resize(knots, (14, 14), interpolation=cv2.INTER_CUBIC)
    return cv2.resize(between, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)


def drift(rng, shape, knots=3, channels=1):
    """float32 [h,w] or [h,w,channels]: a smooth random surface of spread 1 through knots x knots values."""
    return stretched(rng.standard_normal((knots, knots, channels), dtype=np.float32), shape)
