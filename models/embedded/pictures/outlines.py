"""Closed outlines as float arrays [N,2] of (x, y), y down. Things are drawn in units of their own size, foot
at y = 0; the stage scales them to pixels."""

import numpy as np

ROUND = np.stack([f(np.arange(24) * (2 * np.pi / 24)) for f in (np.cos, np.sin)], 1)  # a circle
TURN = np.stack([f(np.array([1.2, 0.6, 0.0, -0.6, -1.2])) for f in (np.cos, np.sin)], 1)  # a round end


def ellipse(cx, cy, rx, ry):
    """An upright ellipse of radii rx, ry about (cx, cy): [24,2]."""
    return ROUND * (rx, ry) + (cx, cy)


def oval(at, radii, angle):
    """An ellipse about the point `at`, turned by `angle` radians: [24,2]."""
    return turned(ROUND * radii, angle) + at


def blob(rng, rough=0.5, lobes=6):
    """A closed curve about (0, 0) of mean radius 0.5: Fourier radius with `lobes` harmonics, rough 0
    round..1 wild."""
    t = np.linspace(0, 2 * np.pi, 56, endpoint=False)
    k = np.arange(1, lobes + 1)
    size = rng.normal(0, 0.32 * rough, lobes) / k**0.9
    radius = np.exp((size[:, None] * np.cos(k[:, None] * t + rng.uniform(0, 6.3, (lobes, 1)))).sum(0))
    out = np.stack([np.cos(t) * radius, np.sin(t) * radius * np.exp(rng.normal(0, 0.3))], 1) * 0.5
    return turned(out, rng.uniform(0, 6.3))


def spline(points, steps=5):
    """A smooth closed curve (Catmull-Rom) through points [N,2]: [N*steps,2]."""
    p = np.asarray(points, float)
    before, after, second = np.roll(p, 1, 0), np.roll(p, -1, 0), np.roll(p, -2, 0)
    t = (np.arange(steps) / steps)[None, :, None]
    a, b, c, d = (q[:, None] for q in (before, p, after, second))
    out = 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - 3 * c + d - a) * t**3
    )
    return out.reshape(-1, 2)


def curve(points, steps=6):
    """A smooth open curve through points [N,2]: [(N-1)*steps+1,2]."""
    p = np.asarray(points, float)
    if len(p) < 3:
        return p
    closed = spline(np.concatenate([p[:1] * 2 - p[1:2], p, p[-1:] * 2 - p[-2:-1]]), steps)
    return closed[steps : steps * len(p) + 1]


def limb(points, widths):
    """A tapered tube with round ends along an open path [N,2]; widths are full widths from first to last
    point."""
    path = curve(points, 5)
    last = len(path) - 1
    half = (
        np.interp(np.arange(last + 1), np.arange(len(widths)) * (last / max(len(widths) - 1, 1)), widths) / 2
    )
    way = np.empty_like(path)
    way[1:-1], way[0], way[-1] = path[2:] - path[:-2], path[1] - path[0], path[-1] - path[-2]
    way /= np.sqrt((way * way).sum(1, keepdims=True)) + 1e-9
    side = np.stack([-way[:, 1], way[:, 0]], 1) * half[:, None]
    tip = path[-1] + TURN[:, :1] * way[-1] * half[-1] + TURN[:, 1:] * side[-1]
    root = path[0] - TURN[:, :1] * way[0] * half[0] - TURN[:, 1:] * side[0]
    return np.concatenate([path + side, tip, (path - side)[::-1], root])


def rect(x0, y0, x1, y1):
    """An upright rectangle."""
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], float)


def rounded(box, r):
    """A rectangle (x0, y0, x1, y1) with corners of radius r."""
    x0, y0, x1, y1 = box
    t = np.linspace(0, np.pi / 2, 5)
    arc = np.stack([np.cos(t), np.sin(t)], 1) * r
    corners = [(x1 - r, y1 - r, 0), (x0 + r, y1 - r, 1), (x0 + r, y0 + r, 2), (x1 - r, y0 + r, 3)]
    return np.concatenate([turned(arc, np.pi / 2 * k) + (x, y) for x, y, k in corners])


def polygon(rng, corners):
    """A random polygon about (0, 0) of radius about 0.5, mostly convex."""
    t = np.sort(rng.uniform(0, 2 * np.pi / corners * 0.7, corners) + np.arange(corners) * 2 * np.pi / corners)
    radius = 0.5 * rng.uniform(0.7, 1.15, corners)
    return turned(
        np.stack([np.cos(t) * radius, np.sin(t) * radius * rng.uniform(0.5, 1)], 1), rng.uniform(0, 6.3)
    )


def star(points, inner, soft=False):
    """A star or flower of `points` tips, radius 0.5, hollows at 0.5 * inner."""
    t = np.arange(points * 2) * np.pi / points
    radius = np.where(np.arange(points * 2) % 2 == 0, 0.5, 0.5 * inner)
    out = np.stack([np.cos(t) * radius, np.sin(t) * radius], 1)
    return spline(out, 4) if soft else out


def leaf(length, width, bow=0.0):
    """A leaf from (0, 0) along +x, pointed at both ends, bowed sideways by bow * length."""
    t = np.linspace(0, 1, 11)
    rise = np.sin(np.pi * t**0.8) * width / 2
    mid = bow * length * np.sin(np.pi * t)
    top, low = np.stack([t * length, mid + rise], 1), np.stack([t * length, mid - rise], 1)
    return np.concatenate([top, low[::-1]])


def lathe(heights, radii):
    """A turned body: heights (upwards from 0) and radii at them, mirrored about x = 0 with smooth walls."""
    up = np.linspace(heights[0], heights[-1], 22)
    wall = smooth_steps(up, heights, radii)
    right, left = np.stack([wall, -up], 1), np.stack([-wall, -up], 1)
    return np.concatenate([right, left[::-1]])


def smooth_steps(at, xs, ys):
    """Interpolation that eases in and out between the given values."""
    k = np.clip(np.searchsorted(xs, at, side="right") - 1, 0, len(xs) - 2)
    xs, ys = np.asarray(xs, float), np.asarray(ys, float)
    t = np.clip((at - xs[k]) / np.maximum(xs[k + 1] - xs[k], 1e-6), 0, 1)
    return ys[k] + (ys[k + 1] - ys[k]) * t * t * (3 - 2 * t)


def ragged(rng, outline, amount, rounds=2):
    """Fractal edge: every side is halved `rounds` times, midpoints shifted by up to amount * side length."""
    p = np.asarray(outline, float)
    for _ in range(rounds):
        step = np.roll(p, -1, 0) - p
        push = rng.normal(0, amount, (len(p), 1))
        mid = p + step * rng.uniform(0.35, 0.65, (len(p), 1)) + np.stack([-step[:, 1], step[:, 0]], 1) * push
        p = np.stack([p, mid], 1).reshape(-1, 2)
    return p


def ridge(rng, count=65, rough=0.6):
    """A fractal skyline: heights [count] about 0..1 (count = 2^n + 1), rough 0.3 hills..0.8 crags."""
    out = rng.uniform(0, 1, 3)
    size = 0.5
    while len(out) < count:
        mid = (out[1:] + out[:-1]) / 2 + rng.normal(0, 0.45, len(out) - 1) * size
        out = np.append(np.stack([out[:-1], mid], 1).ravel(), out[-1])
        size *= rough
    return out


def turned(outline, angle):
    """The outline turned about (0, 0) by `angle` radians."""
    c, s = np.cos(angle), np.sin(angle)
    return np.asarray(outline, float) @ np.array([[c, s], [-s, c]])


def bent(outline, amount):
    """The outline with its far end in y bowed sideways: x grows by amount * y^2."""
    out = np.array(outline, float)
    out[:, 0] += amount * out[:, 1] ** 2
    return out
