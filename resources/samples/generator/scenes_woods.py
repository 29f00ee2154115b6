"""Under trees: a nest with a stranger's egg, mushrooms after rain."""
import math

import bpy
import numpy as np

import materials as m
from graph import material
from nature import blades, bush, leaves, rough_ground, scattered, twig
from shapes import add_spline, ball, draws, lathe, sheet, subdivide, tube
from stage import place


def egg(radius, base, spots, many, made_name="egg"):
    made, g = material(made_name)
    at = g.coords("Object", per_object=40)
    tone = g.vary(base, g.noise(at, 1.4, 4), 0.01, 0.12)
    fine = g.ramp(
        g.noise(at, 17 if many else 30, 4, 0.6), [(0.50 if many else 0.66, 0.0), (0.56 if many else 0.7, 1.0)]
    )
    tone = g.mix(g.math("MULTIPLY", fine, 0.85), tone, spots)
    normal = g.bump(g.noise(at, 60, 4), 0.12, 0.01)
    g.surface(g.principled(Base_Color=tone, Roughness=0.38, Normal=normal, Subsurface=0.05))
    profile = [
        (0, -1.3),
        (0.28, -1.24),
        (0.66, -0.98),
        (0.93, -0.5),
        (1.0, 0.0),
        (0.9, 0.55),
        (0.62, 1.0),
        (0.28, 1.24),
        (0, 1.3),
    ]
    return lathe([(radius * r * (1 - 0.07 * h), radius * h) for r, h in profile], made, 32, 2)


def straw_ring(count, made, seed, girth, thick, long, tall=1.15):
    """Stalks bent round a bowl: one curve object."""
    draw = np.random.default_rng(seed)
    radius, spread = girth
    curve = bpy.data.curves.new("stalks", "CURVE")
    curve.dimensions, curve.bevel_depth, curve.bevel_resolution, curve.resolution_u = "3D", thick, 1, 4
    for _ in range(count):
        rise = draw.uniform(0, 1)
        far = radius * (0.62 + 0.42 * rise) + draw.normal(0, spread)
        start, arc, tilt = draw.uniform(0, 2 * math.pi), draw.uniform(*long), draw.normal(0, 0.24 * tall)
        flare = draw.normal(0, 0.16)
        points = []
        for step in range(8):
            share = step / 7
            angle = start + arc * share
            out = far * (1 + flare * (share - 0.5)) + draw.normal(0, 0.025)
            points.append(
                (
                    out * math.cos(angle),
                    out * math.sin(angle),
                    tall * rise + tilt * (share - 0.5) + draw.normal(0, 0.02),
                )
            )
        add_spline(curve, points, [draw.uniform(0.6, 1.2) * f for f in (0.7, 1, 1, 1, 0.95, 0.9, 0.8, 0.4)])
    thing = bpy.data.objects.new("stalks", curve)
    bpy.context.collection.objects.link(thing)
    curve.materials.append(made)
    return thing


def build_nest(stage):
    stage.sky(48, 250, 0.12, 1.4, sun=0.45)
    dry = m.skin([(0.3, "4a3721"), (0.55, "7d6238"), (0.8, "a88d58")], 1.2, 0.75, 0.01, 0.0)
    dark = m.skin([(0.3, "2b1f14"), (0.7, "5a452b")], 1.2, 0.8, 0.01, 0.0)
    nest = [
        straw_ring(900, dry, 3, (2.0, 0.13), 0.022, (0.8, 2.6)),
        straw_ring(420, dark, 4, (2.2, 0.16), 0.032, (0.5, 1.6)),
        straw_ring(500, dry, 6, (1.0, 0.4), 0.014, (0.8, 1.8), 0.16),
    ]
    cup = sheet(2.9, 2.9, lambda x, y: 0.06 * (x * x + y * y) - 0.05 + rough_ground(x, y, 0.03, 3), dark, (60, 60))
    for part in [*nest, cup]:
        stage.tag("nest", part)
    places = [(-0.52, -0.26, 0.40, 20), (0.18, 0.55, 0.41, 80), (-0.62, 0.62, 0.42, 150), (0.02, -0.88, 0.43, 115)]
    for number, (x, y, z, turn) in enumerate(places):
        stage.tag(f"own {number}", place(egg(0.36, "5f9aa0", "2d3a38", False), (x, y, z), (84, 6 * number, turn)))
    stage.tag("stranger", place(egg(0.46, "cbbfa4", "5a3a22", True), (0.62, -0.22, 0.52), (80, 0, 25)))
    bark = m.stone("3a2f25", "75685a", 2.4, 0.85, 0.2)
    for number, (start, ahead) in enumerate(
        [
            ((-7, -2.6, -1.0), (1, 0.16, -0.04)),
            ((6.5, 4, -1.3), (-1, -0.4, -0.05)),
            ((-4.2, 6.5, -1.2), (0.05, -1, 0.06)),
        ]
    ):
        twig(start, ahead, 12, 0.36 - 0.06 * number, bark, number + 4, 4, 0.16, 1)
    green = m.leaf("2a4a12", "7f9c34", 0.45, 0.35)
    draw = np.random.default_rng(5)
    ring = draw.uniform(0, 2 * np.pi, 520)
    far = draw.uniform(2.7, 6.5, 520)
    at = np.stack([far * np.cos(ring), far * np.sin(ring), draw.uniform(-1.5, 1.3, 520)], 1)
    keep = (at[:, 1] > -2.3) & ~((at[:, 1] < 1) & (abs(at[:, 0]) < 2.6))
    subdivide(leaves(at[keep], green, (0.6, 1.5), 6, 0.45, 0.25), 2)
    front = np.array([(-3.6, -3.3, 1.2), (3.3, -3.6, 0.8), (3.9, -3.0, 1.5), (-4.1, -2.6, 0.5)])
    subdivide(leaves(front, green, (0.9, 1.4), 8, 0.4, 0.25), 2)
    sheet(60, 60, lambda x, y: -9 + rough_ground(x, y, 1, 0.2), m.stone("1c2410", "43502a", 1, 0.9, 0.2), (50, 50))
    bush((0, 9, -5), (10, 5, 4), 2600, green, (0.7, 1.5), 31)
    stage.camera((-0.7, -5.4, 8.2), (0.1, 0.15, 0.4), 60, (0.1, -0.3, 0.6), 0.3, -0.05)


def cap(radius, tall, made, dome=1.0):
    profile = [
        (0, -0.12),
        (0.3, -0.1),
        (0.8, -0.04),
        (1.0, 0.0),
        (1.02, 0.06),
        (0.92, 0.36 * dome),
        (0.66, 0.66 * dome),
        (0.34, 0.82 * dome),
        (0, 0.86 * dome),
    ]
    return lathe([(radius * r, tall * h) for r, h in profile], made, 48, 2)


def agaric(at, size, lean, seed):
    """White-dotted red toadstool; returns its parts under one parent."""
    draw = draws(seed)
    red = m.skin([(0.3, "a3140a"), (0.7, "d0341a")], 1.4, 0.22, 0.004, 0.1)
    white = m.skin([(0.3, "d8ccb0"), (0.7, "f0e8d6")], 4, 0.7, 0.03, 0.15)
    stem = lathe([(0, 0), (0.42, 0), (0.46, 0.18), (0.3, 0.5), (0.24, 1.3), (0.22, 2.0), (0, 2.0)], white, 32, 2)
    top = cap(1.1, 0.95, red)
    top.location.z = 1.95
    skirt = lathe([(0.23, 1.62), (0.5, 1.42), (0.56, 1.30), (0.5, 1.36), (0.23, 1.55)], white, 40, 2)
    parts = [top, skirt]
    for _ in range(46):
        high, angle = draw.uniform(0.03, 0.97), draw.uniform(0, 2 * math.pi)
        out = 1.06 * math.sqrt(1 - (high * 0.98) ** 2) ** 0.9
        wart = ball(draw.uniform(0.045, 0.11), white, 3, 0.4, 2, draw.randint(1, 99), (1, 1, 0.55))
        wart.location = (out * math.cos(angle), out * math.sin(angle), 1.97 + 0.82 * high)
        parts.append(wart)
    for part in parts:
        part.parent = stem
    return place(stem, at, lean, size)


def build_mushrooms(stage):
    stage.dome("141c10", "a9bba0", 0.55, 0.7, 2.5)
    stage.lamp("SUN", (4, 7, 6), power=2.6, size=3, colour="ffe0a8")
    ground = lambda x, y: rough_ground(x, y, 0.35, 0.3, 2.0)
    sheet(60, 60, ground, m.stone("1f160e", "45331f", 2, 0.9, 0.3), (150, 150))
    moss, needle = m.leaf("3a5212", "8aa032", 0.35, 0.6), m.leaf("5a3a1c", "9a6a34", 0.1, 0.6)

    def over(draw, n, across=13, deep=21):
        at = scattered(draw, n, across, deep) + [0, 0, 0]
        at[:, 2] = [ground(x, y) - 0.02 for x, y, _ in at]
        return at

    blades(70000, over, moss, (0.10, 0.32), 0.016, 0.9, 3)
    blades(900, over, m.leaf("3f6a1c", "93b040", 0.5, 0.4), (0.8, 2.0), 0.03, 0.7, 8)
    leaves(
        over(np.random.default_rng(3), 240) + [0, 0, 0.18],
        m.leaf("6a3a14", "c08434", 0.3, 0.5),
        (0.4, 0.9),
        9,
        0.9,
        0.3,
    )
    leaves(over(np.random.default_rng(4), 900) + [0, 0, 0.15], needle, (0.4, 0.7), 10, 0.95, 0.0)
    stage.tag("toadstool", agaric((0.75, 0.6, ground(0.75, 0.6)), 1.15, (4, -7, 0), 3))
    brown = m.skin([(0.3, "5a3416"), (0.6, "875426"), (0.8, "a87440")], 1.2, 0.4, 0.01, 0.1)
    pale = m.skin([(0.3, "b8a888"), (0.7, "d8caa8")], 3, 0.7, 0.03, 0.1)
    for number, (x, y, size, tilt) in enumerate([(-1.7, -0.3, 0.82, 9), (-0.8, 1.5, 0.74, -6), (0.0, -1.7, 0.44, -10)]):
        foot = lathe([(0, 0), (0.5, 0), (0.58, 0.3), (0.44, 0.9), (0.36, 1.4), (0, 1.4)], pale, 32, 2)
        top = cap(1.05, 0.8, brown)
        top.location.z, top.parent = 1.35, foot
        stage.tag(f"bolete {number}", place(foot, (x, y, ground(x, y) - 0.05), (tilt, tilt / 2, 0), size))
    bark = m.stone("2c231a", "6a5a48", 2.2, 0.9, 0.3)
    twig((-6, 4.2, 0.5), (1, 0.1, 0), 13, 0.55, bark, 12, 4, 0.12, 1)
    for number, (x, y) in enumerate([(-5, 13), (4.2, 15), (-1, 22), (8.5, 20), (-10, 19), (1.8, 28)]):
        tube([(x, y, -1), (x + 0.2, y, 6), (x - 0.2, y + 0.3, 14), (x, y, 30)], 0.8 + 0.12 * number, bark)
    for number in range(9):
        bush(
            (-14 + 3.6 * number, 21 + (number % 3) * 5, 2 + 2 * (number % 4)),
            (3.4, 3, 2.6),
            1000,
            moss,
            (0.5, 1.0),
            60 + number,
        )
    stage.camera((-0.3, -11.6, 2.3), (-0.22, 1.0, 1.75), 52, (0.3, 0.1, 1.5), 0.18)


NEST = {
    "number": 7,
    "id": "nest-eggs",
    "size": (960, 640),
    "build": build_nest,
    "rays": 64,
    "look": {"exposure": -0.35},
    "samples": [
        {
            "id": "nest-stranger",
            "query": "Which one was probably laid by a different mother?",
            "variants": ["What did the cuckoo leave here?", "Which of them does not match the rest of the clutch?"],
            "target": "egg",
            "synonyms": ["cuckoo's egg", "speckled egg"],
            "attributes": ["larger", "speckled", "beige and brown"],
            "category": "multi-step",
            "component": "comparative",
            "things": ["stranger"],
            "answer": "The larger, brown-speckled egg on the right.",
            "rationale": "Four eggs are alike, small and blue-green; one differs in size, colour and pattern.",
        },
        {
            "id": "nest-siblings",
            "query": "Whose shells have the same colour, so that siblings will hatch from them?",
            "variants": ["Which ones share their look with each other?"],
            "target": "eggs",
            "synonyms": ["blue eggs"],
            "attributes": ["blue-green", "alike", "smaller"],
            "category": "geometric",
            "component": "shared-attributes",
            "things": ["own 0", "own 1", "own 2", "own 3"],
            "answer": "The four blue-green eggs.",
            "rationale": "They share colour and size; the speckled one does not.",
        },
    ],
}

MUSHROOMS = {
    "number": 8,
    "id": "forest-floor",
    "size": (640, 960),
    "build": build_mushrooms,
    "rays": 96,
    "look": {"exposure": 1.8},
    "samples": [
        {
            "id": "forest-warning",
            "query": "What here should a cook leave standing because its colours warn of poison?",
            "variants": [
                "Which of these would make you ill?",
                "What in this wood looks lovely but must not go into the basket?",
            ],
            "target": "fly agaric",
            "synonyms": ["toadstool", "mushroom"],
            "attributes": ["red", "white dots", "tall"],
            "category": "multi-step",
            "component": "commonsense",
            "things": ["toadstool"],
            "answer": "The red toadstool with white dots.",
            "rationale": "Red caps with white dots belong to the poisonous fly agaric; the brown ones carry no such warning.",
        },
        {
            "id": "forest-basket",
            "query": "Count the ones that wear no warning colour. Where are they?",
            "variants": ["Which of the things growing here have plain brown hats?"],
            "target": "brown mushrooms",
            "synonyms": ["boletes", "ceps"],
            "attributes": ["brown caps", "pale stems"],
            "category": "spatial",
            "component": "counting",
            "things": ["bolete 0", "bolete 1", "bolete 2"],
            "answer": "Three: the brown-capped mushrooms on the left.",
            "rationale": "There are three with plain brown caps and thick pale stems; the fourth is bright red.",
        },
    ],
}

SCENES = [NEST, MUSHROOMS]
