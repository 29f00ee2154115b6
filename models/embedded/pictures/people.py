"""People: whole figures that stand, walk or sit, and heads with shoulders."""

import numpy as np

import outlines as o
from looks import make_look, near_look
from parts import Thing, chance, pick


def looks_of(rng, palette):
    """skin, hair, top, trousers, shoes."""
    skin = make_look(rng, palette, "skin")
    hair = make_look(rng, np.clip(palette * 0.4, 0, 1), "fur")
    top, low, shoe = (make_look(rng, palette, "cloth") for _ in range(3))
    if chance(rng, 0.2):
        low = near_look(rng, top, rng.uniform(0, 0.2))
    return skin, hair, top, low, shoe


def person(rng, palette, sits=None):
    """A person 1 high, sitting or not (by chance when None): legs, trunk, arms, head with hair; a hat, a
    skirt, a bag now and then."""
    thing = Thing()
    skin, hair, top, low, shoe = looks_of(rng, palette)
    sits = chance(rng, 0.2) if sits is None else sits
    hip = -0.27 if sits else -0.48
    neck = hip - 0.34
    wide = rng.uniform(0.07, 0.13)
    lean = rng.normal(0, 0.04)
    legs(rng, thing, (hip, wide, sits), (skin, low, shoe))
    arm(rng, thing, (neck, wide, -1), (skin, top))
    trunk = o.spline(
        [
            (-wide, hip),
            (-wide * 0.95, hip - 0.15),
            (lean - wide * 1.25, neck + 0.05),
            (lean - 0.03, neck),
            (lean + 0.03, neck),
            (lean + wide * 1.25, neck + 0.05),
            (wide * 0.95, hip - 0.15),
            (wide, hip),
        ]
    )
    index = thing.add([trunk], top, "round")
    if chance(rng, 0.25):
        thing.add(
            [o.polygon(rng, 5) * 0.3 + (0, (hip + neck) / 2)],
            make_look(rng, palette, "cloth"),
            "round",
            inside=index,
        )
    if chance(rng, 0.25):
        hem = hip + rng.uniform(0.1, 0.4)
        flare = wide * rng.uniform(1.1, 2)
        skirt = [(-wide * 0.9, hip - 0.08), (wide * 0.9, hip - 0.08), (flare, hem), (-flare, hem)]
        thing.add([np.array(skirt)], top if chance(rng, 0.4) else low, "cylinder")
    arm(rng, thing, (neck, wide, 1), (skin, top))
    head(rng, thing, ((lean, neck - 0.075), 0.062), (skin, hair, palette))
    if chance(rng, 0.2):
        at = (wide * pick(rng, -1, 1) * 1.4, hip + rng.uniform(-0.2, 0.1))
        bag = o.rounded((-0.07, -0.06, 0.07, 0.06), 0.02) * rng.uniform(0.7, 1.5)
        thing.add([bag + at], make_look(rng, palette, "cloth"), "round", member=1)
    return thing


def legs(rng, thing, frame, looks):
    """Both legs with their shoes: standing, striding or sitting."""
    hip, wide, sits = frame
    skin, low, shoe = looks
    stride = rng.uniform(0.0, 0.16)
    cover = skin if chance(rng, 0.2) else low
    for side in (-1, 1):
        knee = np.array([side * stride * 0.5, hip * 0.5])
        foot = np.array([side * stride + rng.normal(0, 0.02), -0.02])
        if sits:
            knee = np.array([0.2, hip + side * 0.02])
            foot = np.array([0.22 + rng.normal(0, 0.04), -0.02])
        leg = o.limb([(side * wide * 0.35, hip), knee, foot], [wide * 1.05, wide * 0.85, wide * 0.5])
        thing.add([leg], cover, "round")
        thing.add([o.limb([foot, foot + (wide * 0.7, 0.005)], [0.04, 0.035])], shoe, "round")


def arm(rng, thing, frame, looks):
    """An arm with its hand: hanging, bent or raised; sleeved or bare."""
    neck, wide, side = frame
    skin, top = looks
    root = np.array([side * wide * 1.05, neck + 0.05])
    first, second = rng.normal(1.4, 0.35), rng.normal(1.2, 0.8)
    if chance(rng, 0.12):
        first, second = rng.uniform(-1.2, 0.3), rng.uniform(-1.5, 0.2)
    elbow = root + 0.16 * np.array([side * np.cos(first), np.sin(first)])
    hand = elbow + 0.15 * np.array([side * np.cos(second), np.sin(second)])
    tube = o.limb([root, elbow, hand], [wide * 0.62, wide * 0.5, wide * 0.36])
    if chance(rng, 0.35):
        thing.add([tube], skin, "round")
        thing.add([o.limb([root, root * 0.4 + elbow * 0.6], [wide * 0.8, wide * 0.7])], top, "round")
    else:
        thing.add([tube], top, "round")
    thing.add([o.ellipse(*hand, wide * 0.26, wide * 0.22)], skin, "round")


def head(rng, thing, frame, looks):
    """A head of the given radius with hair or a hat, seen from the front, the side or behind."""
    (x, y), r = frame
    skin, hair, palette = looks
    view = pick(rng, "front", "front", "side", "back")
    thing.add([o.rect(x - r * 0.4, y, x + r * 0.4, y + r * 1.5)], skin, "cylinder")
    if chance(rng, 0.35):
        back = o.blob(rng, 0.25) * (2.7 * r, 3.2 * r)
        thing.add([back + (x, y + r * rng.uniform(0, 0.9))], hair, "round", fringe=r * 0.06)
    face = thing.add([o.ellipse(x, y, r * 0.82, r * 1.08)], hair if view == "back" else skin, "round")
    if view != "back":
        features(rng, thing, face, (x, y, r, view))
        shift = {"front": 0, "side": -0.55 * r}[view]
        cap = o.spline(
            [
                (x - r * 0.95, y + r * 0.2),
                (x - r * 0.9, y - r * 0.8),
                (x, y - r * 1.3),
                (x + r * 0.9, y - r * 0.8),
                (x + r * 0.92, y + r * 0.1 + shift),
                (x + r * 0.5, y - r * 0.55),
                (x + shift, y - r * rng.uniform(0.4, 0.8)),
                (x - r * 0.6, y - r * 0.4),
            ]
        )
        thing.add([cap], hair, "round", fringe=r * 0.05)
    if chance(rng, 0.25):
        crown = o.rounded((x - r * 0.85, y - r * rng.uniform(1.4, 2), x + r * 0.85, y - r * 0.45), r * 0.4)
        brim = o.ellipse(x, y - r * 0.5, r * rng.uniform(1, 2), r * 0.22)
        thing.add([crown, brim], make_look(rng, palette, "cloth"), "round")


def features(rng, thing, face, frame):
    """Eyes, brows, nose and mouth as marks on the face."""
    x, y, r, view = frame
    shift = 0.35 * r if view == "side" else rng.normal(0, 0.12) * r
    look = thing.parts[face].look
    dark = make_look(rng, np.full((8, 3), 0.06, np.float32), "plain")
    eyes = [o.ellipse(x + shift + s * r * 0.33, y - r * 0.1, r * 0.13, r * 0.07) for s in (-1, 1)]
    brows = [o.ellipse(x + shift + s * r * 0.33, y - r * 0.3, r * 0.2, r * 0.04) for s in (-1, 1)]
    thing.add(eyes + brows, dark, "none", inside=face, mark=True, opacity=0.85)
    mouth = o.ellipse(x + shift, y + r * 0.55, r * 0.28, r * rng.uniform(0.04, 0.14))
    nose = o.ellipse(x + shift + r * 0.05, y + r * 0.25, r * 0.12, r * 0.12)
    thing.add([mouth, nose], near_look(rng, look, 0.5), "none", inside=face, mark=True, opacity=0.7)


def bust(rng, palette):
    """Head and shoulders, 1 high."""
    thing = Thing()
    skin, hair, top, _, _ = looks_of(rng, palette)
    wide = rng.uniform(0.35, 0.55)
    trunk = o.spline(
        [(-wide, 0.05), (-wide, -0.25), (-0.15, -0.42), (0.15, -0.42), (wide, -0.25), (wide, 0.05)]
    )
    index = thing.add([trunk], top, "round")
    if chance(rng, 0.4):
        collar = o.polygon(rng, 4) * rng.uniform(0.3, 0.6) + (0, -0.3)
        thing.add([collar], make_look(rng, palette, pick(rng, "cloth", "skin")), "flat", inside=index)
    head(rng, thing, ((rng.normal(0, 0.03), -0.65), 0.24), (skin, hair, palette))
    return thing
