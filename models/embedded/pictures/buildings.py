"""Houses, towers, temples, bridges and rows of fronts; foot at y = 0, about 1 high."""

import numpy as np

import outlines as o
from looks import make_look, near_look
from parts import Thing, chance, pick

WALLS = ("brick", "stone", "plain", "plain", "wood", "ground")


def openings(rng, thing, place, looks):
    """Rows of windows and a door; place is (wall part, (x0, y0, x1, y1)), looks (glass, trim)."""
    wall, (x0, y0, x1, y1) = place
    glass, trim = looks
    across = max(1, int((x1 - x0) / rng.uniform(0.1, 0.3)))
    down = max(1, int((y1 - y0) / rng.uniform(0.13, 0.32)))
    w, h = (x1 - x0) / across * rng.uniform(0.25, 0.38), (y1 - y0) / down * rng.uniform(0.25, 0.4)
    arch = chance(rng, 0.25)
    panes, rims = [], []
    for x in x0 + (np.arange(across) + 0.5) * (x1 - x0) / across:
        for y in y0 + (np.arange(down) + 0.5) * (y1 - y0) / down:
            pane = o.rect(x - w, y - h, x + w, y + h)
            panes.append(
                np.concatenate(
                    [pane[2:], [(x - w, y - h)], o.ellipse(x, y - h, w, h * 0.4)[12:], [(x + w, y - h)]]
                )
                if arch
                else pane
            )
            rims.append(o.rect(x - w * 1.25, y - h * 1.2, x + w * 1.25, y + h * 1.2))
    if chance(rng, 0.4):
        thing.add(rims, trim, "none", inside=wall, mark=True)
    thing.add(panes, glass, "flat", inside=wall, mark=chance(rng, 0.5), member=thing.parts[wall].member)
    if chance(rng, 0.6):
        x = rng.uniform(x0 + 0.1, max(x1 - 0.1, x0 + 0.11))
        door = o.rect(x - 0.06, y1 - rng.uniform(0.12, 0.25), x + 0.06, y1 + 0.02)
        thing.add([door], make_look(rng, np.stack([trim.ramp[100]] * 8), "wood"), "flat", inside=wall)


def house(rng, palette):
    """A house: a front, often a side face aslant, a roof, windows, a chimney."""
    thing = Thing()
    wide, tall = rng.uniform(0.4, 0.9), rng.uniform(0.4, 0.7)
    wall = make_look(rng, palette, pick(rng, *WALLS))
    roof = make_look(rng, palette, pick(rng, "brick", "stone", "wood", "ground", "plain"))
    looks = (
        make_look(rng, palette * 0.45, pick(rng, "plain", "metal", "sky")),
        make_look(rng, palette, "plain"),
    )
    deep = rng.uniform(0.15, 0.6) if chance(rng, 0.65) else 0
    rise, skew = rng.uniform(0.02, 0.1), rng.uniform(0, 0.08)
    ridge = tall + rng.uniform(0.15, 0.35)
    if chance(rng, 0.4):
        x = rng.uniform(0, wide * 0.6)
        thing.add([o.rect(x, -ridge - 0.05, x + 0.08, -tall)], make_look(rng, palette, "brick"), "face")
    gable = chance(rng, 0.5)
    if deep:
        far = np.array([(wide, 0), (wide + deep, -skew), (wide + deep, -tall - rise + skew), (wide, -tall)])
        side = thing.add([far], near_look(rng, wall, 0.35), "face")
        openings(rng, thing, (side, (wide + 0.05, -tall * 0.85, wide + deep - 0.04, -tall * 0.2)), looks)
    front = [(0, 0), (wide, 0), (wide, -tall), (0, -tall)]
    if gable:
        front.insert(3, (wide / 2, -ridge))
    index = thing.add([np.array(front, float)], wall, "face")
    openings(rng, thing, (index, (0.04, -tall * 0.92, wide - 0.04, -0.05)), looks)
    lip = 0.04
    if gable and deep:
        slab = [
            (wide / 2, -ridge - 0.02),
            (wide / 2 + deep, -ridge - rise),
            (wide + deep + lip, -tall - rise + skew + 0.02),
            (wide + lip, -tall + 0.03),
        ]
        thing.add([np.array(slab)], roof, "face")
    elif not gable:
        slab = [
            (-lip, -tall + 0.02),
            (wide + lip + deep, -tall + 0.02 - rise),
            (wide + deep - 0.12, -ridge),
            (0.12, -ridge),
        ]
        thing.add([np.array(slab)], roof, "face")
    return thing


def tower(rng, palette):
    """A tower, a chimney, a tall block, a lighthouse."""
    thing = Thing()
    wide = rng.uniform(0.08, 0.3)
    top = wide * rng.uniform(0.6, 1)
    wall = make_look(rng, palette, pick(rng, "stone", "brick", "plain", "metal"))
    looks = (make_look(rng, palette * 0.45, pick(rng, "plain", "sky")), near_look(rng, wall, 0.4))
    high = rng.uniform(0.7, 1)
    shaft = np.array([(-wide, 0), (wide, 0), (top, -high), (-top, -high)])
    index = thing.add([shaft], wall, pick(rng, "cylinder", "face"))
    if chance(rng, 0.4):
        thing.add(
            [np.array([(wide * 0.2, 0), (wide, 0), (top, -high), (top * 0.2, -high)])],
            near_look(rng, wall, 0.4),
            "face",
            inside=index,
        )
    if chance(rng, 0.7):
        openings(rng, thing, (index, (-top * 0.8, -high * 0.95, top * 0.8, -high * 0.1)), looks)
    if chance(rng, 0.6):
        cap = [(-top * 1.15, -high), (0, -high - rng.uniform(0.08, 0.5)), (top * 1.15, -high)]
        shape = np.array(cap) if chance(rng, 0.6) else o.ellipse(0, -high, top * 1.05, rng.uniform(0.08, 0.2))
        thing.add([shape], make_look(rng, palette, pick(rng, "brick", "metal", "stone")), "cylinder")
    return thing


def temple(rng, palette):
    """A row of columns on steps under a beam and a gable; a gate or an arcade."""
    thing = Thing()
    stone = make_look(rng, palette, pick(rng, "stone", "plain", "ground"))
    wide, tall = rng.uniform(0.5, 1.0), rng.uniform(0.4, 0.65)
    if chance(rng, 0.6):
        thing.add(
            [o.rect(-wide * 0.95, -tall, wide * 0.95, 0)],
            near_look(rng, make_look(rng, palette * 0.5, "stone"), 0.1),
            "flat",
        )
    thing.add([o.rect(-wide * 1.05, -0.06, wide * 1.05, 0.0)], near_look(rng, stone, 0.15), "flat")
    thick = rng.uniform(0.035, 0.08)
    for x in np.linspace(-wide * 0.9, wide * 0.9, rng.integers(3, 9)):
        shape = o.lathe([0, 0.05, tall - 0.05, tall], [thick * 1.3, thick, thick * 0.85, thick * 1.3])
        thing.add([shape + (x, -0.05)], stone, "cylinder")
    thing.add([o.rect(-wide, -tall - 0.15, wide, -tall - 0.03)], near_look(rng, stone, 0.1), "flat")
    if chance(rng, 0.6):
        thing.add(
            [
                np.array(
                    [
                        (-wide * 1.05, -tall - 0.14),
                        (0, -tall - 0.14 - rng.uniform(0.12, 0.3)),
                        (wide * 1.05, -tall - 0.14),
                    ]
                )
            ],
            near_look(rng, stone, 0.2),
            "flat",
        )
    return thing


def bridge(rng, palette):
    """A bridge or an aqueduct with arches as holes."""
    thing = Thing()
    count, tall = int(rng.integers(1, 6)), rng.uniform(0.25, 0.7)
    step = 2.0 / count
    wall = [np.array([(-1.05, 0), (-1.05, -tall), (1.05, -tall), (1.05, 0)], float)]
    for k in range(count):
        x, w = -1 + step * (k + 0.5), step * rng.uniform(0.38, 0.44)
        arch = np.clip(o.ellipse(x, 0, w, tall * rng.uniform(0.6, 0.85)), -2, 0.02)
        wall.append(arch)
    look = make_look(rng, palette, pick(rng, "stone", "brick", "metal"))
    thing.add([wall], look, "flat")
    thing.add([o.rect(-1.1, -tall - 0.05, 1.1, -tall)], near_look(rng, look, 0.3), "flat")
    return thing


def fronts(rng, palette):
    """A street front: several houses side by side, each an object."""
    thing = Thing()
    x = 0.0
    for k in range(rng.integers(2, 6)):
        wide, tall = rng.uniform(0.25, 0.6), rng.uniform(0.5, 1.0)
        wall = make_look(rng, palette, pick(rng, *WALLS))
        index = thing.add([o.rect(x, -tall, x + wide, 0)], wall, "face", member=k)
        looks = (
            make_look(rng, palette * 0.45, pick(rng, "plain", "sky", "metal")),
            make_look(rng, palette, "plain"),
        )
        openings(rng, thing, (index, (x + 0.03, -tall * 0.95, x + wide - 0.03, -0.08)), looks)
        if chance(rng, 0.6):
            cap = np.array(
                [
                    (x - 0.01, -tall),
                    (x + wide * rng.uniform(0, 0.5), -tall - 0.15),
                    (x + wide * 0.9, -tall - 0.14),
                    (x + wide + 0.01, -tall),
                ]
            )
            thing.add([cap], make_look(rng, palette, "brick"), "face", member=k)
        x += wide
    return thing
