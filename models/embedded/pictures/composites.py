"""Things of no kind: blobs, stones and composites of parts with bands, patches, cuts and holes. They carry
variety."""

import numpy as np

import outlines as o
from looks import make_look, near_look
from parts import Thing, chance, pick

FORMS = ("round", "round", "round", "flat", "cylinder", "face", "none")


def shape_of(rng):
    """A closed outline about (0, 0), about 1 across."""
    kind = rng.integers(9)
    if kind < 3:
        return o.blob(rng, rng.uniform(0.05, 0.9), int(rng.integers(2, 9)))
    if kind == 3:
        return o.spline(o.polygon(rng, int(rng.integers(4, 9))))
    if kind == 4:
        return o.polygon(rng, int(rng.integers(3, 7)))
    if kind == 5:
        wide = np.exp(rng.normal(0, 0.5))
        return o.turned(
            o.rounded((-wide / 2, -0.5, wide / 2, 0.5), 0.4 * rng.uniform(0.02, 1) * min(1, wide)), angle(rng)
        )
    if kind == 6:
        path = np.cumsum(rng.normal(0, 0.3, (4, 2)), 0)
        return o.limb(path - path.mean(0), rng.uniform(0.05, 0.4, 3))
    if kind == 7:
        return o.ragged(rng, o.polygon(rng, 7), 0.2)
    return o.turned(o.star(int(rng.integers(3, 9)), rng.uniform(0.3, 0.8), chance(rng, 0.6)), angle(rng))


def angle(rng):
    """Any direction."""
    return rng.uniform(0, 2 * np.pi)


def blob(rng, palette):
    """One shape of one look, now and then with a hole."""
    thing = Thing(upright=False, ground=chance(rng, 0.5), casts=chance(rng, 0.5))
    shape = shape_of(rng)
    if chance(rng, 0.08):
        shape = [shape, shape * rng.uniform(0.4, 0.75)]
    fringe = rng.uniform(0.01, 0.05) if chance(rng, 0.15) else 0.0
    thing.add([shape], make_look(rng, palette), pick(rng, *FORMS), fringe=fringe)
    return thing


def marked(rng, thing, base, palette):
    """Bands and patches painted onto the part `base` of about unit size, as parts of their own or as mere
    marks."""
    look = thing.parts[base].look
    other = make_look(rng, palette) if chance(rng, 0.6) else near_look(rng, look, rng.uniform(0.2, 1))
    form = thing.parts[base].form if chance(rng, 0.5) else "none"
    more = {"inside": base, "mark": chance(rng, 0.3), "member": thing.parts[base].member}
    x0, y0, x1, y1 = thing.bounds()
    size = max(x1 - x0, y1 - y0)
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    if chance(rng, 0.35):
        half = rng.uniform(0.03, 0.3)
        band = o.turned(o.rect(-1, -half, 1, half) + (0, rng.uniform(-0.4, 0.4)), angle(rng))
        thing.add([band * size + middle], other, form, **more)
    elif chance(rng, 0.5):
        spots = [
            shape_of(rng) * rng.uniform(0.08, 0.3) + rng.normal(0, 0.25, 2) for _ in range(rng.integers(2, 7))
        ]
        thing.add([s * size + middle for s in spots], other, form, **more)
    else:
        thing.add(
            [shape_of(rng) * rng.uniform(0.4, 1) * size + rng.normal(0, 0.25, 2) * size + middle],
            other,
            form,
            **more
        )


def composite(rng, palette):
    """One to eight parts: a base, things attached to it, bands and patches on them, cuts and holes."""
    thing = Thing(upright=False, ground=chance(rng, 0.6))
    looks = [make_look(rng, palette)]
    form = pick(rng, *FORMS)
    for k in range(rng.integers(1, 5)):
        look = pick(rng, *looks)
        if k and chance(rng, 0.65):
            look = (
                make_look(rng, palette) if chance(rng, 0.5) else near_look(rng, look, rng.uniform(0.1, 0.8))
            )
            looks.append(look)
        shape = shape_of(rng)
        if k:
            host = thing.parts[rng.integers(len(thing.parts))].shapes[0]
            at = (host[0] if isinstance(host, list) else host)[rng.integers(3)]
            shape = shape * rng.uniform(0.2, 0.9) + at * rng.uniform(0.6, 1.2)
        if chance(rng, 0.07):
            shape = [shape, (shape - shape.mean(0)) * rng.uniform(0.3, 0.75) + shape.mean(0)]
        fringe = rng.uniform(0.008, 0.04) if chance(rng, 0.12) else 0.0
        index = thing.add([shape], look, form if chance(rng, 0.7) else pick(rng, *FORMS), fringe=fringe)
        while chance(rng, 0.35) and len(thing.parts) < 8:
            marked(rng, thing, index, palette)
    if chance(rng, 0.2):
        mirror = [[o_ * (-1, 1) for o_ in (s if isinstance(s, list) else [s])] for s in thing.parts[0].shapes]
        thing.parts[0].shapes += mirror
    return thing


def tangle(rng, palette):
    """Thin strokes: wire, rope, twigs, a net, a ring."""
    thing = Thing(upright=False, ground=False, casts=chance(rng, 0.4))
    look = make_look(rng, palette, pick(rng, "wood", "metal", "cloth", "plain", "leaf"))
    kind = rng.integers(3)
    width = rng.uniform(0.012, 0.06)
    if kind == 0:
        shapes = []
        for _ in range(rng.integers(1, 5)):
            path = np.cumsum(rng.normal(0, 0.25, (5, 2)), 0)
            shapes.append(o.limb(path - path.mean(0), [width, width * rng.uniform(0.3, 1)]))
    elif kind == 1:
        outer = o.blob(rng, rng.uniform(0, 0.3))
        shapes = [[outer, outer * (1 - rng.uniform(0.1, 0.5))]]
    else:
        gap = rng.uniform(0.12, 0.3)
        lines = np.arange(-0.5, 0.51, gap)
        shapes = [o.rect(x - width / 2, -0.5, x + width / 2, 0.5) for x in lines]
        shapes += [o.rect(-0.5, y - width / 2, 0.5, y + width / 2) for y in lines]
        shapes = [o.turned(s, pick(rng, 0.0, 0.0, np.pi / 4)) for s in shapes]
    thing.add(shapes, look, pick(rng, "cylinder", "none", "flat"))
    return thing
