"""Plants and stones: trees, palms, bushes, flowers, potted plants, mushrooms, rocks, heaps, logs."""

import numpy as np

import outlines as o
from looks import make_look, near_look
from parts import Thing, chance, joined, moved, pick


def crown_shapes(rng, wide, tall, count):
    """Overlapping lumps that fill an oval of the given size about (0, 0)."""
    out = []
    for _ in range(count):
        t, r = rng.uniform(0, 6.3), np.sqrt(rng.uniform(0, 1)) * 0.6
        size = rng.uniform(0.4, 0.75)
        out.append(
            o.blob(rng, 0.4) * (wide * size, tall * size)
            + (np.cos(t) * r * wide / 2, np.sin(t) * r * tall / 2)
        )
    return out


def tree(rng, palette):
    """A trunk with boughs and a crown of leaf clutter, in one mass or in several, dense or sparse."""
    thing = Thing()
    trunk = rng.uniform(0.15, 0.5)
    wide, tall = rng.uniform(0.35, 0.9), 1 - trunk * 0.8
    stem = rng.uniform(0.03, 0.09)
    lean = rng.normal(0, 0.05)
    wood = make_look(rng, palette, "wood")
    top = -trunk - tall * 0.5
    shapes = [o.limb([(0, 0.01), (lean * 0.5, -trunk * 0.6), (lean, top)], [stem * 1.4, stem, stem * 0.4])]
    for _ in range(rng.integers(0, 5)):
        y = -trunk * rng.uniform(0.6, 1.3)
        tip = (lean + rng.normal(0, 0.3) * wide, y - rng.uniform(0.1, 0.35))
        shapes.append(
            o.limb([(lean * 0.6, y), (tip[0] * 0.5, y - 0.1), tip], [stem * 0.6, stem * 0.35, stem * 0.1])
        )
    thing.add(shapes, wood, "cylinder" if len(shapes) == 1 else "round")
    leaf = make_look(rng, palette, "leaf")
    fringe = rng.uniform(0.012, 0.04)
    if chance(rng, 0.2):
        cone = np.array([(0, -1), (wide * 0.5, -trunk), (-wide * 0.5, -trunk)]) * (0.8, 1)
        thing.add([o.ragged(rng, cone, 0.12, 3)], leaf, "cylinder", fringe=fringe)
        return thing
    for k in range(rng.integers(1, 4)):
        shift = rng.normal(0, 0.18, 2) * (wide, tall) * (k > 0)
        size = 1.0 if k == 0 else rng.uniform(0.4, 0.8)
        lumps = crown_shapes(rng, wide * size, tall * size, int(rng.integers(4, 9)))
        middle = np.array([lean, -trunk * 0.8 - tall / 2]) + shift
        thing.add([c + middle for c in lumps], near_look(rng, leaf, 0.15 * k), "round", fringe=fringe)
    return thing


def bush(rng, palette):
    """A low mass of leaves, now and then with blossoms."""
    thing = Thing()
    wide = rng.uniform(0.8, 2.2)
    leaf = make_look(rng, palette, pick(rng, "leaf", "leaf", "grass"))
    lumps = [c + (0, -0.4) for c in crown_shapes(rng, wide, 0.8, int(rng.integers(4, 10)))]
    index = thing.add(lumps, leaf, "round", fringe=rng.uniform(0.015, 0.06))
    if chance(rng, 0.3):
        spots = [
            o.star(5, 0.5, True) * rng.uniform(0.05, 0.14)
            + (rng.normal(0, wide / 4), rng.uniform(-0.8, -0.1))
            for _ in range(rng.integers(5, 25))
        ]
        thing.add(spots, make_look(rng, palette, "plain"), "none", inside=index, mark=True)
    return thing


def blades(rng, palette):
    """A tuft of long blades: grass, reeds, a fern, an agave."""
    thing = Thing()
    wide = rng.uniform(0.02, 0.08)
    spread = rng.uniform(0.2, 1.2)
    look = make_look(rng, palette, pick(rng, "leaf", "grass", "plain"))
    for layer in range(2):
        shapes = []
        for _ in range(rng.integers(4, 14)):
            turn = -np.pi / 2 + rng.normal(0, 0.5) * spread
            shapes.append(o.turned(o.leaf(rng.uniform(0.5, 1), wide * 2, rng.normal(0, 0.15)), turn))
        thing.add(shapes, near_look(rng, look, 0.25 * layer), pick(rng, "flat", "none"))
    return thing


def palm(rng, palette):
    """A bare curved stem with a head of fronds."""
    thing = Thing()
    bow = rng.normal(0, 0.15)
    head = np.array([bow, -rng.uniform(0.6, 0.8)])
    stem = rng.uniform(0.025, 0.06)
    fronds = make_look(rng, palette, "leaf")

    def crown(count):
        """Fronds to all sides of the head."""
        turns = rng.uniform(0, 2 * np.pi, count)
        return [
            o.ragged(rng, o.turned(o.leaf(rng.uniform(0.2, 0.4), 0.08, 0.2 * np.sign(np.cos(t))), t), 0.15)
            + head
            for t in turns
        ]

    thing.add(crown(6), near_look(rng, fronds, 0.2), "flat", fringe=0.01)
    thing.add(
        [o.limb([(0, 0.01), (bow * 0.3, head[1] / 2), head], [stem * 1.5, stem, stem])],
        make_look(rng, palette, "wood"),
        "cylinder",
    )
    thing.add(crown(7), fronds, "flat", fringe=0.01)
    return thing


def flower(rng, palette):
    """A bloom on a stem with leaves, or the bloom alone seen from above."""
    thing = Thing(upright=chance(rng, 0.7))
    stem = rng.uniform(0, 0.7)
    green = make_look(rng, palette, "leaf" if chance(rng, 0.5) else "plain")
    size = 1 - stem
    if stem > 0.15:
        bow = rng.normal(0, 0.1)
        thing.add([o.limb([(0, 0), (bow, -stem / 2), (0, -stem - 0.1)], [0.03, 0.025])], green, "cylinder")
        leaves = [
            o.turned(o.leaf(rng.uniform(0.2, 0.4), 0.12, 0.15), pick(rng, -0.5, -2.6))
            + (0, -rng.uniform(0.1, 0.4) * stem)
            for _ in range(2)
        ]
        thing.add(leaves, near_look(rng, green, 0.2), "flat")
    middle = np.array([0, -stem - size / 2])
    petal = make_look(rng, palette, pick(rng, "plain", "skin", "cloth"))
    flat = (1, rng.uniform(0.45, 1))
    count = int(rng.integers(4, 14))
    if chance(rng, 0.5):
        thing.add([o.star(count, rng.uniform(0.4, 0.8), True) * size * flat + middle], petal, "round")
    else:
        for half in range(2):
            turns = np.arange(half, count, 2) * 2 * np.pi / count
            shapes = [
                o.turned(o.leaf(size / 2, size * rng.uniform(0.2, 0.35)), t) * flat + middle for t in turns
            ]
            thing.add(shapes, near_look(rng, petal, 0.12 * half), "flat")
    heart = o.ellipse(0, 0, size * 0.13, size * 0.13) * rng.uniform(0.6, 1.6) * flat + middle
    thing.add([heart], make_look(rng, palette, pick(rng, "plain", "ground", "fur")), "round")
    return thing


def potted(rng, palette):
    """A plant in a pot: two objects, one group."""
    pot = Thing()
    wide, tall = rng.uniform(0.15, 0.3), rng.uniform(0.25, 0.45)
    look = make_look(rng, palette, pick(rng, "ground", "plain", "stone", "metal"))
    pot.add(
        [o.lathe([0, tall * 0.8, tall], [wide * rng.uniform(0.6, 1), wide, wide * 1.05])], look, "cylinder"
    )
    if chance(rng, 0.5):
        pot.add([o.rect(-wide * 1.1, -tall, wide * 1.1, -tall * 0.85)], near_look(rng, look, 0.2), "cylinder")
    plant = moved(pick(rng, blades, blades, bush, flower)(rng, palette), 0.75, (0, -tall + 0.03))
    return joined(plant, pot)


def mushroom(rng, palette):
    """A cap on a stalk."""
    thing = Thing()
    stalk = rng.uniform(0.05, 0.2)
    thing.add(
        [o.lathe([0, 0.4, 0.75], [stalk * 1.3, stalk, stalk])], make_look(rng, palette, "skin"), "cylinder"
    )
    cap = o.spline([(-0.5, -0.55), (-0.35, -0.85), (0, -1), (0.35, -0.85), (0.5, -0.55), (0, -0.5)])
    look = make_look(rng, palette, pick(rng, "plain", "ground", "skin"))
    index = thing.add([cap * (rng.uniform(0.7, 1.3), 1)], look, "round")
    if chance(rng, 0.4):
        spots = [o.ellipse(rng.normal(0, 0.22), rng.uniform(-0.95, -0.6), 0.05, 0.035) for _ in range(8)]
        thing.add(spots, near_look(rng, look, 1), "none", inside=index, mark=True)
    return thing


def rock(rng, palette):
    """A boulder: one mass or facets of differing brightness."""
    thing = Thing()
    look = make_look(rng, palette, "stone")
    wide = rng.uniform(0.8, 1.8)
    body = o.ragged(rng, o.polygon(rng, int(rng.integers(5, 10))) * (wide, 1) + (0, -0.4), 0.12, 3)
    body[:, 1] = np.minimum(body[:, 1], rng.uniform(-0.05, 0.05))
    index = thing.add([body], look, pick(rng, "round", "face", "flat"))
    for _ in range(rng.integers(0, 4)):
        facet = o.ragged(
            rng, o.polygon(rng, 5) * rng.uniform(0.4, 0.9) + rng.normal(0, 0.3, 2) + (0, -0.5), 0.1
        )
        thing.add(
            [facet], near_look(rng, look, rng.uniform(0.1, 0.4)), "face", inside=index, mark=chance(rng, 0.7)
        )
    if chance(rng, 0.2):
        moss = o.ragged(rng, o.blob(rng, 0.7) * 0.8 + (0, -0.8), 0.2)
        thing.add(
            [moss], make_look(rng, palette, "grass"), "none", inside=index, mark=chance(rng, 0.5), fringe=0.03
        )
    return thing


def heap(rng, palette):
    """A heap of alike pieces: stones, fruit, logs; each an object, together a group."""
    thing = Thing()
    kind = pick(rng, "stone", "plain", "wood", "ground")
    look = make_look(rng, palette, kind)
    count = int(rng.integers(4, 12))
    size = rng.uniform(0.22, 0.4)
    for k in range(count):
        rise = 1 - k / count
        at = (rng.normal(0, 0.3) * (1.2 - rise), -size / 2 - 0.55 * rise * (1 - size))
        shape = o.blob(rng, 0.35, 4) if kind != "wood" else o.ellipse(0, 0, 0.5, 0.48)
        piece = thing.add(
            [shape * size * rng.uniform(0.75, 1.2) + at],
            near_look(rng, look, rng.uniform(0, 0.4)),
            "round",
            member=k,
        )
        if kind == "wood" and chance(rng, 0.7):
            ring = o.ellipse(at[0], at[1], size * 0.3, size * 0.3)
            thing.add([ring], near_look(rng, look, 0.5), "flat", inside=piece, mark=True)
    return thing


def log(rng, palette):
    """A lying trunk with a pale cut end, or a bare branching stem."""
    thing = Thing(upright=chance(rng, 0.5))
    look = make_look(rng, palette, "wood")
    thick = rng.uniform(0.08, 0.3)
    bow = rng.normal(0, 0.08)
    thing.add(
        [
            o.limb(
                [(-0.5, -thick / 2), (0, -thick / 2 + bow), (0.45, -thick / 2)],
                [thick, thick * rng.uniform(0.7, 1)],
            )
        ],
        look,
        "cylinder",
    )
    for _ in range(rng.integers(0, 4)):
        x = rng.uniform(-0.4, 0.4)
        tip = (x + rng.normal(0, 0.2), -thick / 2 - rng.uniform(0.1, 0.4))
        thing.add([o.limb([(x, -thick / 2), tip], [thick * 0.3, thick * 0.1])], look, "round", mark=False)
    if chance(rng, 0.6):
        thing.add([o.ellipse(0.45, -thick / 2, thick * 0.28, thick * 0.5)], near_look(rng, look, 0.6), "flat")
    return thing
