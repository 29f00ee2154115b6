"""Animals seen from the side, in units of about one body length; they look to the right."""

import numpy as np

import outlines as o
from looks import make_look, near_look
from parts import Thing, chance, pick


def quadruped(rng, palette):
    """A four-legged animal: standing, walking, grazing, sitting or lying; plain, pale-bellied or patched."""
    thing = Thing()
    pose = pick(rng, "stand", "stand", "walk", "graze", "sit", "lie")
    coat = make_look(rng, palette, pick(rng, "fur", "fur", "fur", "fur", "plain"))
    leg = rng.uniform(0.2, 0.7) * (0.25 if pose == "lie" else 1)
    thick = rng.uniform(0.22, 0.5)
    tilt = rng.uniform(0.5, 0.9) if pose == "sit" else rng.normal(0, 0.06)
    hip = np.array([-0.38, -leg - thick * 0.4])
    if pose == "sit":
        hip[1] = -thick * 0.5
    chest = hip + 0.76 * np.array([np.cos(tilt), -np.sin(tilt)])
    legs(rng, thing, (hip, chest, thick, pose), near_look(rng, coat, rng.uniform(0.05, 0.35)))
    tail(rng, thing, hip, near_look(rng, coat, rng.uniform(0, 0.3)))
    sag = rng.normal(0.02, 0.04)
    middle = (hip + chest) / 2 + (0, sag)
    trunk = o.limb(
        [hip, middle, chest], [thick * rng.uniform(0.8, 1.1), thick * rng.uniform(0.8, 1.1), thick]
    )
    fringe = rng.uniform(0.008, 0.025) if chance(rng, 0.5) else 0.0
    angle = rng.uniform(-0.9, -0.2) if pose == "graze" else rng.uniform(0.1, 1.3)
    length = rng.uniform(0.2, 0.6) if pose != "graze" else max(0.25, leg * rng.uniform(0.7, 1.1))
    head = chest + (0.1, -0.05) + length * np.array([np.cos(angle), -np.sin(angle)])
    neck = o.limb(
        [chest + (-0.05, 0), chest * 0.5 + head * 0.5 + (0, -0.02), head], [thick, thick * 0.6, thick * 0.45]
    )
    merged = chance(rng, 0.5)
    body = thing.add([trunk, neck] if merged else [trunk], coat, fringe=fringe)
    coat_marks(rng, thing, body, (hip, chest, thick, palette))
    if not merged:
        thing.add([neck], near_look(rng, coat, rng.uniform(0, 0.25)), fringe=fringe)
    head_of(rng, thing, head, (near_look(rng, coat, rng.uniform(0, 0.4)), thick, fringe))
    legs(rng, thing, (hip, chest, thick, pose), near_look(rng, coat, rng.uniform(0, 0.15)))
    return thing


def legs(rng, thing, frame, look):
    """A pair of legs on one side: a hind one and a fore one."""
    hip, chest, thick, pose = frame
    wide = thick * rng.uniform(0.25, 0.45)
    swing = 0.28 if pose == "walk" else 0.07
    shapes = []
    for root, bow in ((hip, -1), (chest, 1)):
        foot = np.array([root[0] + rng.normal(0, swing), 0.0])
        if pose == "lie" or (pose == "sit" and bow < 0):
            foot = np.array([root[0] + rng.uniform(0.15, 0.4), -wide * 0.3])
        knee = (root + foot) / 2 + (bow * rng.uniform(0, 0.08), 0)
        shapes.append(o.limb([root, knee, foot + (0, -wide * 0.2)], [wide * 1.9, wide, wide * 0.7]))
        shapes.append(o.ellipse(foot[0] + wide * 0.3, -wide * 0.25, wide * 0.6, wide * 0.3))
    if chance(rng, 0.6):
        thing.add(shapes, look, "round")
    else:
        thing.add(shapes[:2], look, "round")
        thing.add(shapes[2:], look, "round")


def tail(rng, thing, hip, look):
    """A thin, a bushy or a short tail."""
    length = rng.uniform(0.1, 0.6)
    turn = rng.uniform(-0.9, 1.3)
    root = hip + (-0.12, -0.08)
    end = root + length * np.array([-np.cos(turn), np.sin(turn)])
    middle = (root + end) / 2 + rng.normal(0, 0.15, 2) * length
    wide = rng.uniform(0.03, 0.12)
    thing.add([o.limb([root, middle, end], [wide, wide * rng.uniform(0.5, 1.4)])], look, fringe=0.012)


def coat_marks(rng, thing, body, frame):
    """A pale belly, a saddle, patches or stripes across the body."""
    hip, chest, thick, palette = frame
    look = thing.parts[body].look
    form = {"inside": body, "mark": chance(rng, 0.5)}
    middle = (hip + chest) / 2
    if chance(rng, 0.35):
        low = o.limb(
            [hip + (-0.2, thick * 0.5), middle + (0, thick * 0.5), chest + (0.2, thick * 0.5)],
            [thick * 0.5] * 2,
        )
        thing.add([low], near_look(rng, look, 0.5), "round", **form)
    if chance(rng, 0.3):
        other = make_look(rng, palette, "fur")
        spots = [
            o.blob(rng, 0.7) * rng.uniform(0.1, 0.45) + middle + rng.normal(0, 0.22, 2)
            for _ in range(rng.integers(1, 6))
        ]
        thing.add(spots, other, "round", **form)
    if chance(rng, 0.15):
        other = near_look(rng, look, 1)
        at = np.linspace(hip[0] - 0.15, chest[0] + 0.15, rng.integers(5, 12))
        y = middle[1]
        bars = [
            o.limb([(x, y - thick), (x + rng.normal(0, 0.05), y + thick * 0.4)], [0.05, 0.01]) for x in at
        ]
        thing.add(bars, other, "round", inside=body, mark=True)


def head_of(rng, thing, at, frame):
    """A head with muzzle, ears, eye and now and then horns, looking to the right."""
    look, thick, fringe = frame
    size = thick * rng.uniform(0.32, 0.5)
    drop = rng.uniform(-0.1, 0.7)
    way = np.array([np.cos(drop), np.sin(drop)])
    muzzle = at + way * size * rng.uniform(0.8, 2.0)
    skull = o.oval(at, (size, size * rng.uniform(0.75, 1)), drop)
    snout = o.limb([at, muzzle], [size * 1.5, size * rng.uniform(0.6, 1)])
    ear = size * rng.uniform(0.4, 1.6)
    ears = [
        o.turned(o.leaf(ear, ear * rng.uniform(0.35, 0.8)), -rng.uniform(0.9, 2.6))
        + at
        + (-size * 0.4, -size * 0.6)
    ]
    ears.append(o.turned(o.leaf(ear, ear * 0.5), -rng.uniform(0.9, 2.2)) + at + (0, -size * 0.7))
    if chance(rng, 0.25):
        horn = at + (0, -size * 0.8)
        tip = horn + rng.normal(0, 1, 2) * size - (0, size * 1.5)
        bend = (horn + tip) / 2 + rng.normal(0, 0.5, 2) * size
        thing.add(
            [o.limb([horn, bend, tip], [size * 0.35, size * 0.08])],
            make_look(rng, thing_palette(look), "stone"),
        )
    index = thing.add([skull, snout], look, fringe=fringe)
    if chance(rng, 0.4):
        thing.add(
            [o.ellipse(*muzzle, size * 0.7, size * 0.6)],
            near_look(rng, look, 0.6),
            "round",
            inside=index,
            mark=chance(rng, 0.5),
        )
    thing.add(ears, near_look(rng, look, rng.uniform(0, 0.6)), "flat")
    eye = at + way * size * 0.3 - (0, size * 0.3)
    dark = make_look(rng, np.full((8, 3), 0.05, np.float32), "plain")
    thing.add([o.ellipse(*eye, size * 0.14, size * 0.12)], dark, "none", inside=index, mark=True)
    thing.add(
        [o.ellipse(*(muzzle + way * size * 0.2), size * 0.22, size * 0.18)],
        dark,
        "none",
        inside=index,
        mark=True,
    )


def thing_palette(look):
    """A palette [8,3] of the look's own colours, dark to light."""
    return np.ascontiguousarray(look.ramp[np.linspace(20, 235, 8).astype(int)])
