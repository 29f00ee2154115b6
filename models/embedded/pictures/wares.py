"""Made things: vessels, boxes and furniture in oblique view, fruit, balls, umbrellas, signs, fences,
lamps."""

import numpy as np

import outlines as o
from looks import make_look, near_look
from parts import Thing, chance, pick


def vessel(rng, palette):
    """A bottle, vase, jug, cup or lamp foot: a turned profile with bands, a label, a handle, a lid."""
    thing = Thing()
    look = make_look(rng, palette, pick(rng, "plain", "stone", "metal", "wood", "ground", "water"))
    knots = int(rng.integers(3, 7))
    heights = np.concatenate([[0], np.sort(rng.uniform(0.05, 0.95, knots - 2)), [1]])
    radii = rng.uniform(0.1, 0.4) * np.exp(rng.normal(0, 0.35, knots))
    if chance(rng, 0.4):
        heights, neck = np.array([0, 0.02, 0.6, 0.8, 1]), rng.uniform(0.25, 0.6)
        radii = rng.uniform(0.13, 0.25) * np.array([0.95, 1, 1, neck, neck])
    wall = o.lathe(heights, radii)
    if chance(rng, 0.3):
        x, y = radii.mean(), -rng.uniform(0.45, 0.6)
        ring = [o.ellipse(x, y, 0.17, 0.22), o.ellipse(x, y, 0.12, 0.17)]
        thing.add([ring], near_look(rng, look, 0.1), "round")
    opacity = 0.75 if chance(rng, 0.12) else 1.0
    index = thing.add([wall], look, "cylinder", opacity=opacity)
    for _ in range(rng.integers(0, 3)):
        y, h = -rng.uniform(0.1, 0.9), rng.uniform(0.02, 0.2)
        band = np.concatenate([o.ellipse(0, y, 0.8, 0.05)[:13], o.ellipse(0, y - h, 0.8, 0.05)[12::-1]])
        thing.add(
            [band],
            make_look(rng, palette, pick(rng, "plain", "cloth")),
            "cylinder",
            inside=index,
            mark=chance(rng, 0.4),
        )
    if chance(rng, 0.5):
        mouth = o.ellipse(0, -1, radii[-1], radii[-1] * rng.uniform(0.15, 0.4))
        thing.add([mouth], near_look(rng, look, 0.6), "flat")
    elif chance(rng, 0.3):
        thing.add(
            [o.rounded((-radii[-1] * 1.1, -1.08, radii[-1] * 1.1, -0.98), 0.02)],
            make_look(rng, palette, "plain"),
            "cylinder",
        )
    return thing


def lamp(rng, palette):
    """A stand with a shade."""
    thing = Thing()
    thin, shade_at = rng.uniform(0.01, 0.04), rng.uniform(0.5, 0.75)
    foot = make_look(rng, palette, pick(rng, "metal", "wood"))
    thing.add([o.lathe([0, 0.06, 0.08, shade_at + 0.1], [0.17, 0.14, thin, thin])], foot, "cylinder")
    wide, top = rng.uniform(0.2, 0.35), rng.uniform(0.08, 0.2)
    hood = np.array([(-wide, -shade_at), (wide, -shade_at), (top, -1), (-top, -1)])
    thing.add([hood], make_look(rng, np.clip(palette * 0.6 + 0.4, 0, 1), "cloth"), "cylinder")
    return thing


def oblique(x, y, z):
    """Where the point (x right, y up, z back) is seen: [2]."""
    return np.array([x + 0.45 * z, -y - 0.3 * z])


def block(rng, thing, frame, look):
    """A box in oblique view: front, side and top faces of differing brightness; frame is its corner and its
    size, each (x, y, z). Returns the index of the front."""
    (x, y, z), (w, h, d) = frame

    def face(*points):
        """The outline through the points in space."""
        return np.array([oblique(*p) for p in points])

    shapes = (
        (face((x + w, y, z), (x + w, y, z + d), (x + w, y + h, z + d), (x + w, y + h, z)), 0.3),
        (face((x, y + h, z), (x + w, y + h, z), (x + w, y + h, z + d), (x, y + h, z + d)), 0.25),
        (face((x, y, z), (x + w, y, z), (x + w, y + h, z), (x, y + h, z)), 0.0),
    )
    return [thing.add([shape], near_look(rng, look, change), "face") for shape, change in shapes][-1]


def box(rng, palette):
    """A box, crate, cupboard, book or machine; with doors, drawers, a label, a screen."""
    thing = Thing()
    look = make_look(rng, palette, pick(rng, "wood", "plain", "metal", "cloth", "stone"))
    size = rng.uniform(0.3, 1.0, 3) * (1, 1, 0.6)
    front = block(rng, thing, ((0, 0, 0), size), look)
    w, h = size[:2]
    for _ in range(rng.integers(0, 3)):
        x, y = np.sort(rng.uniform(0.06, 0.94, 2)) * w, -np.sort(rng.uniform(0.06, 0.94, 2)) * h
        other = make_look(rng, palette) if chance(rng, 0.6) else near_look(rng, look, 0.3)
        thing.add([o.rect(x[0], y[1], x[1], y[0])], other, "flat", inside=front, mark=chance(rng, 0.3))
    return thing


def table(rng, palette):
    """A table, bench or stool: a slab on legs."""
    thing = Thing()
    look = make_look(rng, palette, pick(rng, "wood", "wood", "plain", "metal"))
    w, h, d = rng.uniform(0.5, 1.4), rng.uniform(0.4, 0.7), rng.uniform(0.3, 0.8)
    thin = rng.uniform(0.03, 0.07)
    for x in (0.02, w - thin - 0.02):
        for z in (d - thin, 0.02):
            block(rng, thing, ((x, 0, z), (thin, h, thin)), look)
    block(rng, thing, ((0, h, 0), (w, thin * 1.2, d)), look)
    return thing


def chair(rng, palette):
    """A chair or a sofa: seat, back, arms or legs."""
    thing = Thing()
    soft = chance(rng, 0.5)
    look = make_look(rng, palette, "cloth" if soft else pick(rng, "wood", "plain", "metal"))
    w, h, d = (rng.uniform(0.6, 1.6), 0.35, 0.5) if soft else (0.45, 0.45, 0.45)
    high = rng.uniform(0.35, 0.6)
    if not soft:
        for z in (d - 0.05, 0.0):
            for x in (0, w - 0.05):
                block(rng, thing, ((x, 0, z), (0.05, h, 0.05)), look)
    block(rng, thing, ((0, h if not soft else 0, d - 0.08), (w, high + h * soft, 0.08)), look)
    seat = ((0, 0.05, 0), (w, h - 0.05, d - 0.06)) if soft else ((0, h - 0.06, 0), (w, 0.06, d - 0.06))
    block(rng, thing, seat, near_look(rng, look, 0.1))
    if soft:
        for x in (-0.12, w):
            block(rng, thing, ((x, 0, 0), (0.12, h + 0.15, d)), look)
        if chance(rng, 0.6):
            pillow = o.rounded((-0.17, -0.17, 0.17, 0.17), 0.07) + oblique(
                rng.uniform(0.2, w - 0.2), h + 0.2, d - 0.2
            )
            thing.add([pillow], make_look(rng, palette, "cloth"), "round", member=1)
    return thing


def fruit(rng, palette):
    """A fruit or a vegetable: round, long or bent, with a stalk; now and then a leaf or a cut face."""
    thing = Thing(upright=chance(rng, 0.5))
    look = make_look(rng, palette, pick(rng, "plain", "skin", "ground"))
    if chance(rng, 0.3):
        bow = rng.uniform(0.0, 0.35)
        wide = rng.uniform(0.15, 0.35)
        thing.add(
            [o.limb([(-0.45, -0.2), (0, -0.2 + bow), (0.45, -0.2)], [wide * 0.4, wide, wide * 0.3])],
            look,
            "round",
        )
        return thing
    body = o.spline(
        [
            (0, -0.92),
            (0.35, -0.95),
            (0.5, -0.5),
            (0.28, 0),
            (0, -0.04),
            (-0.28, 0),
            (-0.5, -0.5),
            (-0.35, -0.95),
        ]
    )
    body *= (rng.uniform(0.7, 1.3), 1)
    index = thing.add([body], look, "round")
    if chance(rng, 0.2):
        inner = near_look(rng, look, 0.8)
        thing.add([body * 0.85 + (0, -0.07)], inner, "flat", inside=index)
    thing.add([o.limb([(0, -0.88), (0.03, -1.08)], [0.05, 0.04])], make_look(rng, palette, "wood"), "none")
    if chance(rng, 0.4):
        thing.add(
            [o.turned(o.leaf(0.4, 0.18, 0.1), -0.4) + (0, -0.95)], make_look(rng, palette, "leaf"), "flat"
        )
    return thing


def ball(rng, palette):
    """A ball: plain, halved, banded or spotted."""
    thing = Thing()
    look = make_look(rng, palette, pick(rng, "plain", "plain", "stone", "metal", "cloth"))
    index = thing.add([o.ellipse(0, -0.5, 0.5, 0.5)], look, "round")
    if chance(rng, 0.5):
        other = make_look(rng, palette, "plain")
        bands = [
            o.oval((x, -0.5), (rng.uniform(0.05, 0.2), 0.6), rng.uniform(0, 3))
            for x in rng.uniform(-0.4, 0.4, 3)
        ]
        thing.add(bands, other, "round", inside=index, mark=chance(rng, 0.5))
    return thing


def umbrella(rng, palette):
    """An umbrella, a parasol, a tent or a kite of several gores."""
    thing = Thing()
    first, second = make_look(rng, palette, "cloth"), make_look(rng, palette, "cloth")
    tent = chance(rng, 0.35)
    low = -0.02 if tent else -0.62
    if not tent:
        thing.add(
            [o.limb([(0, 0), (0, -0.95)], [0.03, 0.02])],
            make_look(rng, palette, pick(rng, "wood", "metal")),
            "none",
        )
    count = int(rng.integers(3, 8))
    edges = np.sin(np.linspace(-np.pi / 2, np.pi / 2, count + 1)) * rng.uniform(0.4, 0.7)
    for k in range(count):
        a, b = edges[k], edges[k + 1]
        gore = [
            (a, low),
            (a * 0.72, low - (0.97 + low) * 0.62),
            (0, -1),
            (b * 0.72, low - (0.97 + low) * 0.62),
            (b, low),
            ((a + b) / 2, low - 0.04),
        ]
        thing.add([np.array(gore)], near_look(rng, second if k % 2 else first, 0.08), "face", mark=False)
    return thing


def sign(rng, palette):
    """A board on a post with lettering-like strokes, or the board alone."""
    thing = Thing()
    board = make_look(rng, palette, pick(rng, "plain", "wood", "metal"))
    wide, tall, foot = rng.uniform(0.3, 0.8), rng.uniform(0.2, 0.5), rng.uniform(0, 0.5)
    if foot > 0.1:
        thing.add(
            [o.rect(-0.025, -foot - 0.1, 0.025, 0)],
            make_look(rng, palette, pick(rng, "wood", "metal")),
            "cylinder",
        )
    middle = np.array([0, -foot - tall / 2])
    face = o.rounded((-wide / 2, -tall / 2, wide / 2, tall / 2), 0.03)
    shape = pick(rng, face, face, o.ellipse(0, 0, tall / 2, tall / 2), o.turned(o.star(4, 0.72), 0) * tall)
    index = thing.add([shape + middle], board, "flat")
    ink = make_look(rng, palette, "plain") if chance(rng, 0.5) else near_look(rng, board, 1)
    strokes = []
    rows = int(rng.integers(1, 4))
    for row in range(rows):
        y = -foot - tall * (row + 0.7) / (rows + 0.4)
        h = tall / rows * 0.4
        for x in np.arange(-wide * 0.4, wide * 0.4, h * 0.7):
            for _ in range(2):
                strokes.append(
                    o.limb(np.array([x, y]) + rng.uniform(-0.5, 0.5, (2, 2)) * (h * 0.6, h), [h * 0.16] * 2)
                )
    thing.add(strokes, ink, "none", inside=index, mark=True)
    return thing


def fence(rng, palette):
    """Posts and rails with gaps one looks through; a gate, a ladder, bars."""
    thing = Thing()
    look = make_look(rng, palette, pick(rng, "wood", "metal", "plain"))
    wide, thin = rng.uniform(0.8, 3), rng.uniform(0.02, 0.08)
    xs = np.arange(-wide / 2, wide / 2, rng.uniform(0.1, 0.4))
    rails = [o.rect(-wide / 2, -y - thin, wide / 2, -y) for y in rng.uniform(0.15, 0.85, rng.integers(1, 4))]
    posts = [o.rect(x, -rng.uniform(0.9, 1), x + thin * 1.3, 0) for x in xs]
    thing.add(rails, near_look(rng, look, 0.1), "flat")
    thing.add(posts, look, "flat")
    return thing
