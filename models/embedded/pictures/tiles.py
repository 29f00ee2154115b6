"""The makers of the texture tiles that fields.py cuts from: each gives a periodic [512,512] float32 field,
any range."""

import cv2
import numpy as np
from scipy.spatial import cKDTree

SIDE = 512


def noise(rng, slope=1.0, stretch=1.0, low=0.0):
    """Gaussian noise whose amplitude falls as 1/frequency**slope; `stretch` > 1 draws it out along x;
    frequencies under `low` (cycles a tile) are left out."""
    fy = np.fft.fftfreq(SIDE)[:, None] * SIDE
    fx = np.fft.rfftfreq(SIDE)[None, :] * SIDE
    radius = np.sqrt((fx * stretch) ** 2 + fy**2)
    radius[0, 0] = 1.0
    gain = radius**-slope * (radius >= low)
    gain[0, 0] = 0.0
    white = rng.standard_normal(gain.shape) + 1j * rng.standard_normal(gain.shape)
    out = np.fft.irfft2(white * gain, s=(SIDE, SIDE))
    return (out / out.std()).astype(np.float32)


def band(rng, cycles=24.0, width=0.25, stretch=1.0):
    """Noise of one wavelength (512 / cycles pixels): thresholded it gives spots, labyrinths or dapples."""
    fy = np.fft.fftfreq(SIDE)[:, None] * SIDE
    fx = np.fft.rfftfreq(SIDE)[None, :] * SIDE
    radius = np.sqrt((fx * stretch) ** 2 + fy**2)
    gain = np.exp(-(((radius / cycles) - 1.0) ** 2) / (2 * width**2))
    white = rng.standard_normal(gain.shape) + 1j * rng.standard_normal(gain.shape)
    out = np.fft.irfft2(white * gain, s=(SIDE, SIDE))
    return (out / out.std()).astype(np.float32)


def warp(tile, rng, reach, slope=1.8):
    """The tile with each pixel taken from up to about `reach` pixels away, along a smooth random field."""
    ys, xs = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    dx, dy = noise(rng, slope) * reach, noise(rng, slope) * reach
    return cv2.remap(tile.astype(np.float32), xs + dx, ys + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)


def ridged(rng, slope=1.3, stretch=1.0):
    """Sharp crests: veins, folds and cracked rock."""
    first, second = noise(rng, slope, stretch), noise(rng, slope, stretch, low=12.0)
    return -np.abs(first) - 0.5 * np.abs(second)


def billow(rng, slope=1.5):
    """Round lumps between dark creases: clouds, crowns seen from afar, moss."""
    first, second = noise(rng, slope, low=4.0), noise(rng, slope, low=14.0)
    return warp(np.abs(first) + 0.45 * np.abs(second), rng, 6.0) + 0.5 * noise(rng, 1.8)


def nearest(rng, count):
    """Distances to the nearest and second nearest of `count` scattered points, and which point that is."""
    points = rng.random((count, 2)) * SIDE
    ys, xs = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    far, which = cKDTree(points, boxsize=SIDE).query(np.stack([xs.ravel(), ys.ravel()], 1), k=2)
    shape = (SIDE, SIDE)
    return far[:, 0].reshape(shape), far[:, 1].reshape(shape), which[:, 0].reshape(shape)


def cells(rng, count=600):
    """Flat patches, each of its own value, with uneven borders."""
    _, _, which = nearest(rng, count)
    return warp(rng.random(count).astype(np.float32)[which], rng, 4.0)


def cracks(rng, count=300):
    """Thin dark seams between patches."""
    one, two, which = nearest(rng, count)
    seam = np.clip((two - one) / 4.0, 0, 1)
    return warp(seam + 0.25 * rng.random(count)[which], rng, 6.0) + 0.1 * noise(rng, 1.0)


def pebbles(rng, count=900):
    """Rounded stones, each of its own brightness and lit from the top left."""
    one, two, which = nearest(rng, count)
    dome = np.sqrt(np.clip((two - one) / (two + 1e-3), 0, 1)).astype(np.float32)
    lit = cv2.Sobel(cv2.GaussianBlur(dome, (0, 0), 1.5, borderType=cv2.BORDER_REFLECT_101), cv2.CV_32F, 1, 1)
    return 0.9 * dome + 0.6 * rng.random(count)[which] - 1.5 * lit


def stamped(canvas, outline, value):
    """Fills an outline (float [n,2], x y) into the tile, going round its borders."""
    low, high = outline.min(0), outline.max(0)
    for dx in (-SIDE, 0, SIDE):
        for dy in (-SIDE, 0, SIDE):
            if low[0] + dx < SIDE and high[0] + dx >= 0 and low[1] + dy < SIDE and high[1] + dy >= 0:
                points = np.round((outline + (dx, dy)) * 16).astype(np.int32)
                cv2.fillPoly(canvas, [points], value, cv2.LINE_AA, 4)


def blade(start, angle, length, width):
    """A curved tapering stroke as an outline of 8 points."""
    bend = angle + np.array([0.0, 0.2, 0.45])
    step = length / 3
    spine = np.vstack([start, start + np.cumsum(np.stack([np.cos(bend), np.sin(bend)], 1) * step, 0)])
    side = np.array([-np.sin(angle), np.cos(angle)]) * width / 2
    taper = np.array([0.7, 1.0, 0.6, 0.05])[:, None]
    return np.vstack([spine + side * taper, (spine - side * taper)[::-1]])


def strokes(rng, count=4200, length=34.0, width=3.0, spread=0.3):
    """Overlapping blades that mostly point up (-y): grass, reeds, straw, hair. Later ones are brighter."""
    tile = np.zeros((SIDE, SIDE), np.uint8)
    lean = warp(noise(rng, 2.0), rng, 10.0)
    for i in range(count):
        start = rng.random(2) * SIDE
        angle = -np.pi / 2 + spread * (rng.standard_normal() + 0.6 * lean[int(start[1]), int(start[0])])
        value = np.clip(70 + 150 * (i / count) * rng.random() + 30 * rng.standard_normal(), 0, 255)
        shape = blade(start, angle, length * rng.uniform(0.5, 1.3), width * rng.uniform(0.6, 1.4))
        stamped(tile, shape, float(value))
    return tile.astype(np.float32) / 60 + 0.3 * noise(rng, 1.2)


def fur(rng, stretch=7.0, slope=0.8, swirl=14.0):
    """Short hairs that follow a flow: noise drawn out along x, then bent, with tufts."""
    hair = noise(rng, slope, stretch, low=5.0)
    tufts = noise(rng, 1.3, 2.5, low=3.0)
    return warp(hair + 0.7 * tufts, rng, swirl, 2.2)


def leaf(at, angle, length, width):
    """A pointed oval as an outline of 10 points and its two halves' shared midrib."""
    t = np.linspace(0, np.pi, 6)
    x, y = (1 - np.cos(t)) / 2 * length, np.sin(t) * width / 2
    outline = np.vstack([np.stack([x, y], 1), np.stack([x, -y], 1)[::-1][1:-1]])
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return outline @ turn + at


def leaves(rng, count=3200, length=26.0, width=12.0):
    """Leaf clutter: dark gaps below, lit leaves on top, the two halves of a leaf of differing brightness."""
    tile = np.zeros((SIDE, SIDE), np.uint8)
    clump = noise(rng, 1.6)
    for i in range(count):
        at = rng.random(2) * SIDE
        size = rng.uniform(0.5, 1.3)
        shape = leaf(at, rng.uniform(0, 2 * np.pi), length * size, width * size * rng.uniform(0.5, 1.2))
        lit = 30 + 130 * (i / count) + 32 * rng.standard_normal() + 22 * clump[int(at[1]), int(at[0])]
        stamped(tile, shape, float(np.clip(lit, 0, 255)))
        stamped(tile, shape[:6], float(np.clip(lit + rng.uniform(-30, 35), 0, 255)))
    return tile.astype(np.float32) / 60 + 0.15 * noise(rng, 1.0)


def bricks(rng, rows=16, columns=8):
    """Courses of bricks, each of its own value, with mortar seams; rows is even."""
    ys, xs = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    row = (ys * rows / SIDE).astype(int)
    across = (xs * columns / SIDE + 0.5 * (row % 2)) % columns
    value = rng.random((rows, columns))[row, across.astype(int)]
    edge_y = np.abs((ys * rows / SIDE) % 1 - 0.5) * SIDE / rows
    edge_x = np.abs(across % 1 - 0.5) * SIDE / columns
    inside = (edge_y < SIDE / rows / 2 - 1.6) & (edge_x < SIDE / columns / 2 - 1.6)
    out = np.where(inside, 0.35 + 0.65 * value, -0.4).astype(np.float32)
    return warp(cv2.GaussianBlur(out, (0, 0), 0.8), rng, 0.8) + 0.1 * noise(rng, 0.8)


def planks(rng, count=8):
    """Boards that run along x, with grain, knots and dark seams."""
    ys = np.mgrid[0:SIDE, 0:SIDE][0].astype(np.float32)
    row = (ys * count / SIDE).astype(int)
    seam = np.abs((ys * count / SIDE) % 1 - 0.5) * SIDE / count > SIDE / count / 2 - 1.5
    return rng.random(count)[row] + 0.25 * grain(rng) - 1.2 * seam


def grain(rng, lines=40):
    """Wood: long wavy lines along x."""
    ys = np.mgrid[0:SIDE, 0:SIDE][0].astype(np.float32)
    flow = noise(rng, 2.0, 5.0)
    return np.sin(2 * np.pi * (ys * lines / SIDE + 2.2 * flow)) + 0.9 * noise(rng, 0.8, 12.0)


def ripples(rng, stretch=0.22, slope=1.1):
    """Water: wavelets drawn out along x with sharp bright crests."""
    first = noise(rng, slope, 1 / stretch, low=10.0)
    second = band(rng, 60.0, 0.4, 1 / stretch)
    return warp(first - 0.6 * np.abs(second), rng, 4.0)


def weave(rng, threads=64):
    """Crossing threads with faults."""
    ys, xs = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) * (np.pi * threads / SIDE)
    over = np.maximum(np.sin(xs) ** 2 * (np.sin(ys) > 0), np.sin(ys) ** 2 * (np.sin(xs) > 0))
    return warp(over, rng, 1.5, 1.5)


def scales(rng, rows=24):
    """Overlapping round scales or roof tiles, each of its own value; rows is even."""
    ys, xs = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) * (rows / SIDE)
    out = np.zeros((SIDE, SIDE), np.float32)
    value = rng.random((rows, rows)).astype(np.float32)
    for back in (0, 1):
        row = np.floor(ys).astype(int) - 1 + back
        across = xs + 0.5 * (row % 2)
        dx, dy = (across % 1) - 0.5, ys - row - 0.5
        inside = dx**2 + np.maximum(dy - 0.3, 0) ** 2 * 0.7 < 0.26 if back == 0 else dx**2 < 0.3
        tone = 1.0 - 0.7 * (dy + 0.5) + 0.5 * value[row % rows, across.astype(int) % rows]
        out = np.where(inside & (dy > -0.5), tone, out) if back == 0 else np.where(out == 0, tone, out)
    return warp(cv2.GaussianBlur(out, (0, 0), 0.8), rng, 1.5) + 0.1 * noise(rng, 0.8)
