"""Cars, lorries, boats, aeroplanes and bicycles from the side, about 1 long, wheels or keel at y = 0."""

import numpy as np

import outlines as o
from looks import make_look, near_look
from parts import Thing, chance, pick

DARK = np.repeat(np.linspace(0.04, 0.2, 8, dtype=np.float32)[:, None], 3, 1)


def wheels(rng, thing, places, radius):
    """Tyres with hubs, at the given x."""
    tyre, hub = make_look(rng, DARK, "plain"), make_look(rng, DARK * 4, "metal")
    apart = chance(rng, 0.5)
    for x in places:
        index = thing.add([o.ellipse(x, -radius, radius * rng.uniform(0.85, 1), radius)], tyre, "flat")
        thing.add(
            [o.ellipse(x, -radius, radius * 0.55, radius * 0.58)], hub, "flat", inside=index, mark=not apart
        )


def car(rng, palette):
    """A car: body, glass, wheels, lamps and a strip."""
    thing = Thing()
    paint = make_look(rng, palette, pick(rng, "plain", "metal"))
    radius = rng.uniform(0.07, 0.11)
    waist, roof = rng.uniform(0.2, 0.28), rng.uniform(0.34, 0.5)
    a, b = rng.uniform(-0.42, -0.2), rng.uniform(0.05, 0.25)
    front, rear = b + rng.uniform(0.1, 0.22), a - rng.uniform(0.02, 0.15)
    cabin = o.spline([(rear, -waist), (a, -roof), (b, -roof), (front, -waist)], 3)
    hull = o.spline(
        [
            (-0.5, -radius),
            (-0.5, -waist * 0.9),
            (-0.3, -waist * 1.05),
            (front, -waist),
            (0.46, -waist * 0.8),
            (0.5, -radius),
            (0, -radius * 0.7),
        ],
        4,
    )
    one = chance(rng, 0.5)
    body = thing.add([hull, cabin] if one else [hull], paint, "flat" if chance(rng, 0.5) else "round")
    if not one:
        thing.add([cabin], near_look(rng, paint, rng.uniform(0, 0.4)), "flat")
    cut = a + (b - a) * rng.uniform(0.4, 0.7)
    panes(rng, thing, (rear, a, cut, b, front), (waist, roof, palette))
    if chance(rng, 0.5):
        thing.add(
            [o.rect(-0.6, -radius * 1.7, 0.6, -radius * 1.2)],
            near_look(rng, paint, 0.5),
            "none",
            inside=body,
            mark=True,
        )
    seams = [o.rect(x, -waist, x + 0.006, -radius) for x in (cut, rear + 0.05, front - 0.05)]
    thing.add(seams, make_look(rng, DARK, "plain"), "none", inside=body, mark=True, opacity=0.6)
    thing.add(
        [o.ellipse(0.46, -waist * 0.68, 0.03, 0.025), o.ellipse(-0.48, -waist * 0.7, 0.02, 0.03)],
        make_look(rng, palette, "metal"),
        "round",
    )
    wheels(rng, thing, (-0.3, 0.3), radius)
    return thing


def panes(rng, thing, places, frame):
    """The two side windows between the x of rear, roof's ends, their post and front."""
    rear, a, cut, b, front = places
    waist, roof, palette = frame
    low, top = -waist - 0.01, -roof + 0.025
    shapes = [
        np.array([(rear + 0.06, low), (a + 0.02, top), (cut - 0.012, top), (cut - 0.012, low)]),
        np.array([(cut + 0.012, low), (cut + 0.012, top), (b - 0.01, top), (front - 0.06, low)]),
    ]
    glass = make_look(rng, np.clip(palette * 0.5, 0, 1), pick(rng, "sky", "metal", "water"))
    thing.add(shapes, glass, "flat")


def front_car(rng, palette):
    """A car seen from the front or behind."""
    thing = Thing()
    paint = make_look(rng, palette, pick(rng, "plain", "metal"))
    wheels(rng, thing, (-0.36, 0.36), 0.12)
    roof = rng.uniform(0.6, 0.85)
    thing.add([o.spline([(-0.42, -0.42), (-0.3, -roof), (0.3, -roof), (0.42, -0.42)], 3)], paint, "round")
    glass = make_look(rng, np.clip(palette * 0.5, 0, 1), "metal")
    thing.add(
        [np.array([(-0.37, -0.44), (-0.27, -roof + 0.06), (0.27, -roof + 0.06), (0.37, -0.44)])],
        glass,
        "flat",
    )
    thing.add([o.rounded((-0.5, -0.47, 0.5, -0.1), 0.1)], paint, "round")
    thing.add([o.rounded((-0.2, -0.34, 0.2, -0.22), 0.03)], make_look(rng, DARK, "metal"), "none")
    lamps = [o.ellipse(s * 0.37, -0.33, 0.08, 0.05) for s in (-1, 1)]
    thing.add(lamps, make_look(rng, palette, "metal"), "round")
    thing.add([o.rect(-0.48, -0.17, 0.48, -0.1)], near_look(rng, paint, 0.4), "cylinder", mark=False)
    return thing


def lorry(rng, palette):
    """A lorry, a bus, a van or a railway carriage."""
    thing = Thing()
    tall = rng.uniform(0.28, 0.5)
    radius = rng.uniform(0.05, 0.08)
    load = make_look(rng, palette, pick(rng, "plain", "metal", "cloth", "wood"))
    bus = chance(rng, 0.5)
    right = 0.5 if bus else rng.uniform(0.15, 0.3)
    box = thing.add([o.rounded((-0.5, -tall, right, -radius), 0.03)], load, "flat")
    glass = make_look(rng, DARK * 2, pick(rng, "metal", "sky"))
    if bus:
        step = rng.uniform(0.09, 0.18)
        panes = [
            o.rounded((x, -tall * 0.85, x + step * 0.8, -tall * 0.5), 0.01)
            for x in np.arange(-0.46, 0.46 - step, step)
        ]
        thing.add(panes, glass, "flat")
        thing.add(
            [o.rect(-0.6, -tall * 0.4, 0.6, -tall * rng.uniform(0.2, 0.35))],
            make_look(rng, palette, "plain"),
            "none",
            inside=box,
            mark=True,
        )
    else:
        cab = make_look(rng, palette, pick(rng, "plain", "metal"))
        thing.add(
            [o.rounded((right + 0.02, -tall * rng.uniform(0.65, 0.95), 0.48, -radius), 0.05)], cab, "flat"
        )
        thing.add([o.rounded((right + 0.07, -tall * 0.62, 0.46, -tall * 0.36), 0.02)], glass, "flat")
    wheels(rng, thing, (-0.36, -0.22, 0.36)[int(chance(rng, 0.5)) :], radius)
    return thing


def boat(rng, palette):
    """A hull with a mast and sails, a cabin, or bare."""
    thing = Thing()
    tall = rng.uniform(0.1, 0.22)
    hull = make_look(rng, palette, pick(rng, "plain", "wood", "metal"))
    wood = make_look(rng, palette, "wood")
    kind = pick(rng, "sail", "cabin", "bare")
    if kind == "sail":
        x, top = rng.uniform(-0.1, 0.15), rng.uniform(0.8, 1.4)
        thing.add([o.limb([(x, -tall * 0.5), (x, -top)], [0.02, 0.012])], wood, "none")
        sail = make_look(rng, palette, "cloth")
        thing.add(
            [
                o.spline(
                    [
                        (x - 0.02, -top * 0.97),
                        (x - 0.025, -tall - 0.08),
                        (x - rng.uniform(0.3, 0.5), -tall - 0.06),
                    ],
                    3,
                )
            ],
            sail,
            "round",
        )
        if chance(rng, 0.7):
            jib = np.array(
                [(x + 0.02, -top * rng.uniform(0.7, 0.95)), (0.47, -tall), (x + 0.06, -tall - 0.08)]
            )
            thing.add([jib], near_look(rng, sail, rng.uniform(0, 0.5)), "round")
    elif kind == "cabin":
        x0, x1, up = rng.uniform(-0.35, -0.1), rng.uniform(0.05, 0.25), rng.uniform(0.1, 0.3)
        cabin = make_look(rng, palette, "plain")
        thing.add([o.rounded((x0, -tall - up, x1, -tall * 0.6), 0.02)], cabin, "flat")
        panes = [
            o.rounded((x, -tall - up * 0.75, x + 0.06, -tall - up * 0.35), 0.01)
            for x in np.arange(x0 + 0.03, x1 - 0.07, 0.09)
        ]
        thing.add(panes, make_look(rng, DARK * 2, "metal"), "flat")
        thing.add(
            [o.limb([(x1 - 0.05, -tall - up), (x1 - 0.05, -tall - up * 2)], [0.015, 0.01])], wood, "none"
        )
    body = o.spline([(-0.5, -tall), (0, -tall * 0.85), (0.55, -tall * 1.25), (0.4, 0), (-0.42, 0)], 4)
    index = thing.add([body], hull, "round")
    stripe = o.rect(-0.7, -tall * rng.uniform(0.7, 0.9), 0.7, -tall * rng.uniform(0.4, 0.6))
    if chance(rng, 0.6):
        thing.add([stripe], make_look(rng, palette, "plain"), "round", inside=index, mark=chance(rng, 0.5))
    return thing


def plane(rng, palette):
    """An aeroplane from the side or above."""
    thing = Thing(ground=chance(rng, 0.3), casts=chance(rng, 0.4))
    skin = make_look(rng, palette * 0.4 + 0.55, pick(rng, "metal", "plain"))
    fat = rng.uniform(0.07, 0.14)
    accent = make_look(rng, palette, "plain")
    far = np.array(
        [(0.05, -fat), (-0.12, -fat - rng.uniform(0.1, 0.3)), (-0.2, -fat - 0.1), (-0.08, -fat)]
    ) + (0, -fat * 0.3)
    thing.add([far], near_look(rng, skin, 0.2), "flat")
    fin = np.array(
        [
            (-0.36, -fat * 1.4),
            (-0.52, -fat - rng.uniform(0.15, 0.28)),
            (-0.56, -fat - 0.15),
            (-0.48, -fat * 1.2),
        ]
    )
    thing.add([fin], accent, "flat")
    body = o.limb(
        [(-0.5, -fat * 1.4), (-0.2, -fat), (0.3, -fat), (0.48, -fat * 0.8)], [fat * 0.4, fat, fat, fat * 0.5]
    )
    index = thing.add([body], skin, "cylinder")
    if chance(rng, 0.7):
        thing.add([o.rect(-0.6, -fat * 1.15, 0.6, -fat * 0.95)], accent, "none", inside=index, mark=True)
    near = np.array(
        [(0.12, -fat * 0.9), (-0.1, rng.uniform(0, 0.3)), (-0.22, rng.uniform(0, 0.3)), (-0.08, -fat * 0.8)]
    )
    thing.add([near], near_look(rng, skin, 0.15), "flat")
    return thing


def bicycle(rng, palette):
    """Two thin wheels, a frame, a saddle and bars: mostly holes."""
    thing = Thing()
    r, thin = rng.uniform(0.2, 0.26), rng.uniform(0.012, 0.03)
    tyre = make_look(rng, DARK, "plain")
    for x in (-0.28, 0.28):
        thing.add([[o.ellipse(x, -r, r, r), o.ellipse(x, -r, r - thin * 1.4, r - thin * 1.4)]], tyre, "none")
        spokes = [
            o.limb([(x, -r), (x + r * np.cos(t), -r + r * np.sin(t))], [0.004, 0.004])
            for t in np.arange(0, 6.28, 0.7)
        ]
        thing.add(spokes, make_look(rng, DARK * 4, "metal"), "none", mark=False)
    seat, head, foot = (-0.12, -r - 0.22), (0.2, -r - 0.25), (-0.03, -r)
    tubes = [
        (seat, head),
        (head, foot),
        (foot, seat),
        (seat, (-0.28, -r)),
        ((-0.28, -r), foot),
        ((0.22, -r - 0.33), (0.28, -r)),
    ]
    thing.add(
        [o.limb(list(t), [thin, thin]) for t in tubes],
        make_look(rng, palette, pick(rng, "metal", "plain")),
        "none",
    )
    thing.add(
        [
            o.limb([(-0.2, -r - 0.25), (-0.06, -r - 0.25)], [0.04, 0.025]),
            o.limb([(0.22, -r - 0.33), (0.15, -r - 0.36)], [thin, thin]),
        ],
        tyre,
        "none",
    )
    return thing
