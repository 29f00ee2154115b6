"""A sheet to look at: for each kind of look a row of painted and shaded pieces, then developed scenes of a
gradient.
Run: /usr/bin/python3 models/embedded/pictures/looks_sheet.py --out sheet.png [--seed 0]"""

import argparse
import time

import cv2
import numpy as np

from camera import develop
from light import FORMS, make_light, shade, shadow
from looks import KINDS, make_look, near_look, paint
from palette import make_palette

SIDE = 100


def disc(rng):
    """float32 [SIDE,SIDE] 0..1: an ellipse with a soft border."""
    canvas = np.zeros((SIDE, SIDE), np.uint8)
    axes = tuple(int(v) for v in rng.integers(22, 47, 2))
    turn = float(rng.uniform(0, 180))
    cv2.ellipse(canvas, (SIDE // 2, SIDE // 2), axes, turn, 0, 360, 255, -1, cv2.LINE_AA)
    return canvas.astype(np.float32) / 255


def swatch(rng, kind):
    """float32 [SIDE,2*SIDE,3]: a flat piece of a look, and a shaded disc of it before another look of its
    scene."""
    palette, light = make_palette(rng), make_light(rng)
    look = make_look(rng, palette, kind)
    behind = paint(make_look(rng, palette), (SIDE, SIDE), rng)
    alpha = disc(rng)
    shadow(behind, alpha, (0, 0, SIDE, SIDE), light, rng)
    front = paint(near_look(rng, look, 0.1), alpha.shape, rng)
    front = shade(front, alpha, light, str(rng.choice(FORMS)), rng)
    return np.hstack([paint(look, alpha.shape, rng), behind + alpha[..., None] * (front - behind)])


def scene(rng, side=320):
    """uint8 [side,side,3]: looks above and below a horizon with a disc before it, developed."""
    palette, light = make_palette(rng), make_light(rng)
    above, below = str(rng.choice(["sky", "cloud", "leaf"])), str(rng.choice(["grass", "ground", "water"]))
    canvas = paint(make_look(rng, palette, above), (side, side), rng)
    level = int(rng.uniform(0.2, 0.7) * side)
    canvas[level:] = paint(make_look(rng, palette, below), (side - level, side), rng)
    depth = np.ones((side, side), np.float32)
    depth[level:] = np.linspace(1, 0, side - level, dtype=np.float32)[:, None]
    alpha = cv2.resize(disc(rng), (160, 160))
    x, y = int(rng.integers(0, side - 160)), int(rng.integers(level // 2, side - 160))
    shadow(canvas, alpha, (x, y, 160, 160), light, rng)
    front = shade(paint(make_look(rng, palette), alpha.shape, rng), alpha, light, "round", rng)
    piece = canvas[y : y + 160, x : x + 160]
    piece += alpha[..., None] * (front - piece)
    depth[y : y + 160, x : x + 160][alpha > 0.5] = depth[min(side - 1, y + 150), 0]
    return develop(canvas, depth, rng)


def timed(name, work, times):
    """Prints the mean milliseconds of one call."""
    work()
    began = time.process_time()
    for _ in range(times):
        work()
    print(f"{name}: {(time.process_time() - began) / times * 1000:.2f} ms")


def measure(rng):
    """Prints what painting and shading a 100x100 part and developing a 320x320 picture take."""
    alpha, light, palette = disc(rng), make_light(rng), make_palette(rng)
    looks = [make_look(rng, palette) for _ in range(200)]
    some = iter(range(10**9))

    def part():
        shade(paint(looks[next(some) % 200], alpha.shape, rng), alpha, light, FORMS[next(some) % 5], rng)

    canvas, depth = paint(looks[0], (320, 320), rng), np.full((320, 320), 0.5, np.float32)
    timed("make_look", lambda: make_look(rng, palette), 400)
    timed("paint + shade 100x100", part, 1000)
    timed("paint 320x320", lambda: paint(looks[next(some) % 200], (320, 320), rng), 100)
    timed("shadow 100x100", lambda: shadow(canvas, alpha, (100, 100), light, rng), 200)
    timed("develop 320x320", lambda: develop(canvas, depth, rng), 200)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    source = np.random.default_rng(chosen.seed)
    rows = [np.hstack([swatch(source, kind) for _ in range(8)]) for kind in KINDS]
    sheet = np.clip(np.vstack(rows) * 255, 0, 255).astype(np.uint8)
    scenes = np.vstack([np.hstack([scene(source) for _ in range(5)]) for _ in range(2)])
    sheet = np.vstack([sheet, scenes])
    cv2.imwrite(chosen.out, sheet[..., ::-1])
    measure(source)
