"""Birds, fish, snakes and insects, in units of about one body length; they look to the right."""

import numpy as np

import outlines as o
from looks import make_look, near_look
from parts import Thing, chance, pick

BLACK = np.full((8, 3), 0.05, np.float32)


def eye(rng, thing, at, size):
    """A dark eye as a mark on the last part."""
    inside = len(thing.parts) - 1
    thing.add([o.ellipse(*at, size, size)], make_look(rng, BLACK, "plain"), "none", inside=inside, mark=True)


def bird(rng, palette):
    """A standing, swimming or perched bird from the side."""
    thing = Thing(ground=chance(rng, 0.7))
    coat = make_look(rng, palette, pick(rng, "fur", "plain", "fur"))
    wing = near_look(rng, coat, rng.uniform(0.1, 0.7)) if chance(rng, 0.6) else make_look(rng, palette, "fur")
    tilt = rng.uniform(-0.9, 0.15)
    leg = pick(rng, 0.0, rng.uniform(0.1, 0.3), rng.uniform(0.3, 0.9))
    thick = rng.uniform(0.3, 0.55)
    middle = np.array([0, -leg - thick * 0.5])
    horn = make_look(rng, palette, pick(rng, "plain", "wood"))
    if leg > 0:
        for x in (-0.06, 0.05):
            foot = (x + rng.normal(0, 0.04), 0.0)
            thing.add(
                [
                    o.limb([(x, -leg - 0.1), foot], [0.04, 0.025]),
                    o.limb([foot, (foot[0] + 0.09, 0.01)], [0.025, 0.015]),
                ],
                horn,
                "none",
            )
    tail_end = middle + o.turned(np.array([[-0.5 - rng.uniform(0, 0.4), 0.03]]), tilt)[0]
    tail_root = middle + o.turned(np.array([[-0.25, 0.0]]), tilt)[0]
    thing.add(
        [o.limb([tail_root, tail_end], [0.14, rng.uniform(0.05, 0.2)])], near_look(rng, wing, 0.2), "flat"
    )
    body = o.turned(o.leaf(1.0, thick * 1.2) - (0.55, 0), tilt) * 0.85 + middle
    trunk = o.turned(o.ellipse(0, 0, 0.36, thick / 2), tilt) + middle
    index = thing.add([trunk, body], coat, "round", fringe=0.008 if chance(rng, 0.4) else 0)
    if chance(rng, 0.6):
        belly = o.turned(o.ellipse(0.1, thick * 0.35, 0.3, thick * 0.3), tilt) + middle
        thing.add([belly], near_look(rng, coat, 0.6), "round", inside=index, mark=chance(rng, 0.4))
    bird_head(rng, thing, (middle, tilt, thick), (coat, horn))
    fold = o.turned(
        o.leaf(rng.uniform(0.55, 0.85), thick * rng.uniform(0.5, 0.8), -0.05) * (-1, 1),
        tilt + rng.normal(0, 0.1),
    )
    thing.add([fold + middle + (0.22, -0.02)], wing, "round")
    return thing


def bird_head(rng, thing, frame, looks):
    """Neck, beak, head and eye of a bird; frame is the trunk's (middle, tilt, thickness)."""
    middle, tilt, thick = frame
    coat, horn = looks
    long = rng.uniform(0.05, 0.5) if chance(rng, 0.35) else rng.uniform(0, 0.1)
    root = middle + o.turned(np.array([[0.27, -thick * 0.12]]), tilt)[0]
    at = root + (0.05 + rng.uniform(0, 0.1), -0.1 - long)
    size = rng.uniform(0.09, 0.17)
    neck = [root, (root + at) / 2 + (rng.uniform(0, 0.12) * (long > 0.1), 0), at]
    hue = coat if chance(rng, 0.5) else near_look(rng, coat, 0.7)
    beak = rng.uniform(0.08, 0.35)
    thing.add(
        [o.limb([at, at + (size * 0.8 + beak, rng.uniform(-0.02, 0.1))], [size * 0.9, 0.01])], horn, "flat"
    )
    thing.add(
        [o.limb(neck, [thick * 0.5, size * 1.1, size * 1.4]), o.ellipse(*at, size, size * 0.9)], hue, "round"
    )
    eye(rng, thing, at + (size * 0.35, -size * 0.15), size * 0.17)


def flyer(rng, palette):
    """A bird with spread wings, seen from below, above or aslant."""
    thing = Thing(ground=False, upright=False, casts=False)
    coat = make_look(rng, palette, pick(rng, "fur", "plain"))
    wing = near_look(rng, coat, rng.uniform(0.1, 0.6))
    for side in (-1, 1):
        reach, up = rng.uniform(0.5, 0.9), rng.uniform(-0.5, 0.5)
        tip = np.array([-0.15 + rng.normal(0, 0.1), side * reach + up])
        bend = np.array([0.1, side * reach * 0.5 + up * 0.3])
        shape = np.array([(0.15, 0), bend, tip, (-0.08, side * reach * 0.4 + up * 0.3), (-0.15, 0)])
        thing.add([o.spline(shape)], wing, "flat")
    thing.add([np.array([(-0.2, 0), (-0.55, -0.12), (-0.55, 0.12)])], near_look(rng, wing, 0.2), "flat")
    thing.add(
        [
            o.ellipse(0, 0, 0.3, 0.09),
            o.ellipse(0.3, 0, 0.09, 0.07),
            o.limb([(0.3, 0), (0.45, 0)], [0.06, 0.01]),
        ],
        coat,
        "round",
    )
    return thing


def fish(rng, palette):
    """A fish, a dolphin or a whale."""
    thing = Thing(ground=False, upright=chance(rng, 0.6))
    skin = make_look(rng, palette, pick(rng, "plain", "metal", "fur", "skin"))
    fat, bow = rng.uniform(0.15, 0.6), rng.normal(0, 0.12)
    fin = near_look(rng, skin, rng.uniform(0.05, 0.7))
    end = np.array([-0.45, bow])
    fork = rng.uniform(0.08, 0.3)
    thing.add(
        [np.array([end + (0.05, 0), end + (-0.22, -fork), end + (-0.12, 0), end + (-0.22, fork)])],
        fin,
        "flat",
    )
    top = np.array([(-0.15, -fat * 0.4), (0.0, -fat * rng.uniform(0.7, 1.1)), (0.12, -fat * 0.4)]) + (
        rng.uniform(-0.1, 0.1),
        0,
    )
    thing.add([top, top * (0.8, -0.8)], fin, "flat")
    body = o.limb([end, (-0.1, 0), (0.25, 0.0), (0.48, bow * 0.5)], [0.06, fat, fat * 0.9, fat * 0.25])
    index = thing.add([body], skin, "round")
    if chance(rng, 0.5):
        low = o.rect(-0.7, fat * 0.12, 0.7, 0.6)
        thing.add([low], near_look(rng, skin, 0.6), "round", inside=index, mark=chance(rng, 0.5))
    if chance(rng, 0.4):
        bars = [
            o.limb([(x, -0.5), (x + 0.04, 0.5)], [0.06, 0.06])
            for x in np.arange(-0.3, 0.4, rng.uniform(0.1, 0.25))
        ]
        thing.add(bars, make_look(rng, palette, "plain"), "round", inside=index, mark=True)
    thing.add([o.oval((0.1, fat * 0.15), (0.1, 0.05), 0.5)], fin, "flat")
    thing.add(
        [o.ellipse(0.36, -fat * 0.1, 0.03, 0.03)],
        make_look(rng, BLACK, "plain"),
        "none",
        inside=index,
        mark=True,
    )
    return thing


def snake(rng, palette):
    """A winding body: snake, worm, caterpillar, eel."""
    thing = Thing(upright=False)
    turns = np.cumsum(rng.normal(0, 1.0, 7))
    path = np.cumsum(np.stack([np.cos(turns), np.sin(turns)], 1) * 0.22, 0)
    path -= path.mean(0)
    wide = rng.uniform(0.05, 0.16)
    look = make_look(rng, palette, pick(rng, "plain", "fur", "cloth"))
    thing.add([o.limb(path, [wide * 0.3, wide, wide, wide * 0.8])], look, "round")
    thing.add(
        [o.oval(path[-1], (wide * 0.8, wide * 0.6), turns[-1])],
        near_look(rng, look, rng.uniform(0, 0.4)),
        "round",
    )
    return thing


def insect(rng, palette):
    """A beetle or a butterfly with legs, feelers and wings."""
    thing = Thing(upright=False, ground=False)
    dark = make_look(rng, palette * 0.4, "plain")
    thread = rng.uniform(0.012, 0.03)
    ends = [(x, side * rng.uniform(0.25, 0.45)) for x in (-0.25, 0.05, 0.3) for side in (-1, 1)]
    thing.add(
        [o.limb([(x * 0.5, 0), (x * 0.8, y * 0.6), (x, y)], [thread, thread * 0.6]) for x, y in ends],
        dark,
        "none",
    )
    look = make_look(rng, palette, pick(rng, "plain", "metal", "fur"))
    if chance(rng, 0.5):
        for x, size in ((-0.2, 0.38), (0.12, 0.48)):
            shape = o.blob(rng, 0.4, 3) * size * (0.9, 1) + (x, size * 0.52)
            for side in (-1, 1):
                index = thing.add([shape * (1, side)], near_look(rng, look, 0.1), "flat")
                if chance(rng, 0.7):
                    spot = o.ellipse(x, side * size * 0.6, size * 0.18, size * 0.18)
                    thing.add([spot], near_look(rng, look, 1), "none", inside=index, mark=True)
        thing.add([o.limb([(-0.3, 0), (0.3, 0)], [0.05, 0.08, 0.06])], dark, "round")
        return thing
    thing.add([o.ellipse(-0.12, 0, 0.34, rng.uniform(0.12, 0.26))], look, "round")
    thing.add([o.ellipse(0.22, 0, 0.13, 0.12)], near_look(rng, look, 0.4), "round")
    thing.add([o.ellipse(0.36, 0, 0.08, 0.08)], dark, "round")
    return thing
