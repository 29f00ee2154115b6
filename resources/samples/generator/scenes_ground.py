"""Close to the ground and to bark: camouflage."""
import math

import bpy
from mathutils import Vector, noise

import materials as m
from graph import material
from nature import pebbles, rough_ground
from shapes import ball, draws, from_faces, sheet, subdivide, swept, tube
from stage import place


def bark_height(x, y):
    """Long broken plates of bark along Y with deep cracks between them."""
    sway = 0.45 * noise.noise(Vector((x * 0.7, y * 0.5, 3))) + 0.16 * noise.noise(Vector((x * 2.2, y * 1.6, 8)))
    at = Vector((x * 1.25 + sway, y * 0.27 + 0.4 * sway, 1.7))
    cell = noise.voronoi(at * 1.1)[0]
    crack = min(1.0, (cell[1] - cell[0]) * 4.5)
    small = noise.voronoi(Vector((x * 1.9 + sway, y * 1.15 - sway, 5)))[0]
    flake = min(1.0, (small[1] - small[0]) * 5)
    ridges = 0.07 * noise.ridged_multi_fractal(Vector((x * 1.5, y * 0.4, 2)), 0.9, 2.1, 6, 1.0, 2.0)
    height = 0.34 * crack**0.5 + 0.05 * flake * crack + ridges
    perch = math.exp(-(((x - 1.25) / 1.5) ** 4) - ((y - 0.7) / 1.5) ** 4)
    return height + perch * 0.6 * (0.36 - height) - 0.028 * x * x


def bark_material():
    made, g = material("bark")
    at = g.coords("Object", (1, 0.45, 1))
    deep = g.node("SeparateXYZ", Vector=g.coords("Object")).outputs["Z"]
    tone = g.ramp(g.noise(at, 3.2, 10, 0.7), [(0.25, "2b221b"), (0.5, "6a5c4e"), (0.75, "a39684")])
    shade = g.ramp(g.spread(g.math("ADD", deep, 0.25), 0.0, 1.0), [(0.12, 0.18), (0.55, 1.0)])
    tone = g.mix(1.0, tone, shade, "MULTIPLY")
    lichen = g.ramp(g.noise(g.coords("Object"), 1.1, 9, 0.72), [(0.56, 0.0), (0.62, 1.0)])
    tone = g.mix(g.math("MULTIPLY", lichen, 0.75), tone, g.ramp(g.noise(at, 9, 5), [(0.3, "7f8a6c"), (0.7, "a9b096")]))
    green = g.ramp(g.noise(g.coords("Object"), 0.5, 7), [(0.54, 0.0), (0.7, 1.0)])
    tone = g.mix(g.math("MULTIPLY", green, 0.55), tone, "56632c")
    chips = g.voronoi(g.coords("Object", (2.6, 0.9, 2)), 2.2, "DISTANCE_TO_EDGE")
    chips = g.ramp(g.math("ADD", chips, g.spread(g.noise(at, 6, 6), -0.06, 0.06)), [(0.0, 0.0), (0.12, 1.0)])
    tone = g.mix(0.45, tone, g.ramp(chips, [(0.0, 0.35), (0.8, 1.05)]), "MULTIPLY")
    tone = g.mix(
        0.5, tone, g.ramp(g.noise(g.coords("Object", (1, 0.3, 1)), 14, 8, 0.7), [(0.35, 0.5), (0.65, 1.2)]), "MULTIPLY"
    )
    normal = g.bump(g.noise(at, 12, 10, 0.75), 1.0, 0.16, g.bump(chips, 0.7, 0.08))
    g.surface(g.principled(Base_Color=tone, Roughness=0.9, Normal=normal, Specular=0.2))
    return made


def wing_material():
    made, g = material("wing")
    at = g.coords("Object")
    blotch = g.noise(at, 4.2, 9, 0.72, 1.2)
    tone = g.ramp(blotch, [(0.3, "2e251d"), (0.43, "6b5c4c"), (0.58, "85776a"), (0.68, "a9a08c")])
    lines = g.wave(g.coords("Object", (1, 1.5, 1)), 0.75, 8, 6, "Z", "RINGS")
    tone = g.mix(g.math("MULTIPLY", g.ramp(lines, [(0.02, 1.0), (0.22, 0.0)]), 0.5), tone, "2b221a")
    tone = g.mix(0.3, tone, g.ramp(g.noise(at, 34, 4), [(0.3, 0.55), (0.7, 1.2)]), "MULTIPLY")
    normal = g.bump(g.noise(at, 38, 5), 0.5, 0.02)
    g.surface(g.principled(Base_Color=tone, Roughness=0.85, Normal=normal, Sheen=0.4, Specular=0.15))
    return made


def wing(side, made, long, wide, slant, lift):
    """One resting wing: narrow at the body, a bowed front edge, a broad scalloped margin."""
    points, faces, along, across = [], [], 48, 20
    turn = math.radians(slant)
    for row in range(along + 1):
        share = row / along
        front = 0.20 * wide * math.sin(math.pi * share**0.8) + 0.05
        back = -wide * (0.12 + 0.85 * share**1.1) * math.sqrt(max(0.0, 1 - share**5))
        for step in range(across + 1):
            over = step / across
            u = long * share * (1 + 0.02 * math.cos(over * 40) * share**4 - 0.16 * over * share**3)
            v = front * (1 - over) + back * over
            x, y = side * (u * math.cos(turn) - v * math.sin(turn)), u * math.sin(turn) + v * math.cos(turn)
            points.append((x, y, lift + 0.15 * (1 - share) - 0.06 * over + 0.012 * math.sin(9 * over) * share))
    width = across + 1
    for row in range(along):
        for step in range(across):
            a = row * width + step
            faces.append((a, a + 1, a + width + 1, a + width))
    return from_faces("wing", points, faces, made)


def moth(stage):
    """Moth with spread wings, about 3 wide, head towards +Y, lying on z = 0."""
    wings, fur = wing_material(), m.skin([(0.3, "4a3e33"), (0.7, "8d7f6f")], 14, 0.9, 0.06, 0.0)
    parts = []
    for side in (-1, 1):
        parts.append(wing(side, wings, 1.3, 1.05, -34, 0.05))
        parts.append(wing(side, wings, 1.85, 1.0, 20, 0.12))
    spine = [
        (0, 0.5, 0.16),
        (0, 0.42, 0.2),
        (0, 0.2, 0.24),
        (0, -0.1, 0.2),
        (0, -0.45, 0.17),
        (0, -0.8, 0.12),
        (0, -0.95, 0.1),
    ]
    parts.append(subdivide(swept(spine, [0.05, 0.14, 0.2, 0.17, 0.15, 0.1, 0.02], fur, 20, 0.8), 2))
    for side in (-1, 1):
        feeler = [
            (0.06 * side, 0.48, 0.18),
            (0.2 * side, 0.75, 0.22),
            (0.5 * side, 0.92, 0.2),
            (0.75 * side, 0.9, 0.16),
        ]
        parts.append(tube(feeler, 0.02, fur))
    parent = bpy.data.objects.new("moth", None)
    bpy.context.collection.objects.link(parent)
    for part in parts:
        part.parent = parent
    stage.tag("moth", parent)
    return parent


def build_moth(stage):
    stage.dome("2c3526", "c6d0c8", 0.55, 0.7, 2.2)
    stage.lamp("SUN", (-7, 3, 5.5), power=3.6, size=2.5, colour="ffedd0")
    sheet(15, 17, bark_height, bark_material(), (420, 470))
    place(moth(stage), (1.25, 0.7, 0.36), (2, -1, 24), 1.0)
    stage.camera((-0.6, -6.4, 8.6), (0.1, 0.0, 0.2), 48, (1.25, 0.7, 0.35), 0.5, 0.1)


def wet_pebble_material():
    made, g = material("pebble")
    chance = g.node("ObjectInfo").outputs["Random"]
    at = g.coords("Object", per_object=31)
    tone = g.ramp(
        chance,
        [
            (0.0, "2f3134"),
            (0.2, "6b6a66"),
            (0.36, "8d7a66"),
            (0.5, "4c4a4c"),
            (0.62, "a69b8c"),
            (0.74, "6e4f41"),
            (0.86, "59615c"),
            (1.0, "c9c2b4"),
        ],
    )
    tone = g.vary(tone, g.noise(at, 1.6, 7), 0.02, 0.35)
    vein = g.ramp(g.wave(at, 0.5, 9, 4), [(0.0, 1.0), (0.035, 0.0)])
    tone = g.mix(g.math("MULTIPLY", vein, g.math("GREATER_THAN", chance, 0.55)), tone, "cfc8ba")
    tone = g.mix(0.4, tone, g.ramp(g.noise(at, 30, 3, 0.7), [(0.35, 0.6), (0.7, 1.2)]), "MULTIPLY")
    shine = g.spread(g.noise(at, 1.1, 4), 0.12, 0.75)
    normal = g.bump(g.noise(at, 14, 8, 0.7), 0.3, 0.03)
    g.surface(g.principled(Base_Color=tone, Roughness=shine, Normal=normal))
    return made


def lie(draw, count, across, deep, gap):
    """Positions that keep a gap, best of a few tries each."""
    found = []
    for _ in range(count):
        tries = [(draw.uniform(-across, across), draw.uniform(-deep, deep)) for _ in range(6)]
        near = found[-900:]
        best = max(tries, key=lambda t: min([math.hypot(t[0] - f[0], t[1] - f[1]) for f in near] or [9]))
        found.append(best)
    return [(x, y, draw.uniform(0, gap)) for x, y in found]


def build_pebbles(stage):
    stage.sky(24, 128, 0.16, 1.6)
    draw = draws(12)
    stone = wet_pebble_material()
    sand = m.stone("3a332b", "6b6152", 3, 0.6, 0.2, wet=0.6)
    sheet(40, 40, lambda x, y: -0.12 + rough_ground(x, y, 0.06, 0.8), sand, (80, 80))
    pebbles(lie(draw, 1500, 8.5, 9.5, 0.05), stone, (0.11, 0.24), 5, 8)
    pebbles(lie(draw, 620, 8.5, 9.5, 0.08), stone, (0.22, 0.42), 6, 8)
    pebbles(lie(draw, 60, 8, 9, 0.05), stone, (0.45, 0.75), 7, 6)
    marble = ball(0.2, m.glass("f2fbff", 0.0), 6)
    place(marble, (1.62, 0.55, 0.45))
    swirl = m.plastic("1c5fb0", 0.2)
    for turn, colour in ((0, swirl), (2.2, m.plastic("e8eef2", 0.2)), (4.1, swirl)):
        spine = [
            (0.07 * math.cos(turn + k * 0.5), 0.07 * math.sin(turn + k * 0.5), -0.13 + 0.026 * k) for k in range(11)
        ]
        core = swept(spine, [0.01 + 0.035 * math.sin(math.pi * k / 10) for k in range(11)], colour, 12)
        place(core, (1.62, 0.55, 0.45), (50, 20, 30))
        stage.tag("marble", core)
    stage.tag("marble", marble)
    straw = m.leaf("4a3d25", "7d6a44", 0.0, 0.8, 0.01)
    for k in range(9):
        at = Vector((draw.uniform(-5, 5), draw.uniform(-4, 5), 0.38))
        away = Vector((draw.uniform(-1, 1), draw.uniform(-1, 1), 0)).normalized()
        tube([at, at + away * 0.5 + Vector((0, 0, 0.07)), at + away * draw.uniform(0.8, 1.6)], 0.022, straw)
    stage.camera((-0.4, -6.2, 4.6), (0.35, 0.4, 0.1), 50, (1.4, 0.5, 0.3), 0.42)


MOTH = {
    "number": 3,
    "id": "moth-bark",
    "size": (960, 640),
    "build": build_moth,
    "rays": 96,
    "look": {"exposure": 1.15},
    "samples": [
        {
            "id": "moth-hidden",
            "query": "Something alive is relying on not being seen here. Where is it?",
            "variants": ["Which thing would fly off if you tapped the trunk?", "What is hiding on this tree?"],
            "target": "moth",
            "synonyms": ["butterfly", "insect"],
            "attributes": ["grey-brown", "mottled", "wings spread"],
            "category": "discriminative",
            "component": "camouflage",
            "things": ["moth"],
            "answer": "The mottled moth resting with spread wings on the bark.",
            "rationale": "Its outline, body and feelers differ from the plates of bark although the colours match them.",
        },
        {
            "id": "moth-woodpecker",
            "query": "Where is the bird that is looking for insects in the bark?",
            "variants": ["Which animal here is pecking at the trunk?"],
            "target": "bird",
            "synonyms": ["woodpecker"],
            "attributes": [],
            "category": "discriminative",
            "component": "camouflage",
            "things": [],
            "answer": "There is no bird in the picture.",
            "rationale": "Only bark, moss, lichen and a moth can be seen; nothing here answers the question.",
        },
    ],
}

PEBBLES = {
    "number": 4,
    "id": "pebbles-marble",
    "size": (960, 640),
    "build": build_pebbles,
    "rays": 112,
    "look": {"exposure": 0.0},
    "samples": [
        {
            "id": "pebbles-made",
            "query": "Which of these was not shaped by water but made by people?",
            "variants": ["What did a child lose on this beach?", "Find the one that was bought in a toy shop."],
            "target": "marble",
            "synonyms": ["glass marble", "glass ball"],
            "attributes": ["clear", "blue swirl", "small"],
            "category": "multi-step",
            "component": "visual-detail",
            "things": ["marble"],
            "answer": "The small glass marble with a coloured swirl among the pebbles.",
            "rationale": "Pebbles are opaque and irregular; one perfectly round, clear ball with a swirl inside is manufactured.",
        },
    ],
}

SCENES = [MOTH, PEBBLES]
