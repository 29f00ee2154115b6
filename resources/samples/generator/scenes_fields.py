"""Wide and bright: washing on a line, sheep on a hill."""
import math

import numpy as np
from mathutils import Vector, noise

import materials as m
from graph import material
from nature import blades, bush, rough_ground, scattered
from shapes import ball, box, draws, lathe, sheet, subdivide, swept, tube
from stage import place


def hanging(across, tall, seed, made, sway=0.5):
    """Cloth hanging from z = 0 downwards, blown a little towards +Y, folds growing downwards."""
    points_made = sheet(across, tall, lambda x, y: 0.0, made, (90, 70))
    for vertex in points_made.data.vertices:
        x, y = vertex.co.x, vertex.co.y - tall / 2
        down = max(0.0, -y / tall)
        fold = 0.30 * noise.noise(Vector((x * 1.6, seed, down * 0.5))) + 0.10 * noise.noise(
            Vector((x * 4.5, seed + 9, down))
        )
        out = sway * down**1.5 * (1 + 0.6 * noise.noise(Vector((x * 0.6, seed * 3.1, 0)))) + fold * (0.25 + down)
        vertex.co = (x, out, y - 0.06 * noise.noise(Vector((x * 2, seed, 0))) * down)
    return points_made


def peg(made, at):
    for side in (-1, 1):
        part = box((0.09, 0.05, 0.42), made, 0.012)
        place(part, (at[0], at[1] + 0.04 * side, at[2] - 0.26), (6 * side, 0, 4 * side))


def line_height(x):
    return 6.1 + 0.011 * x * x


def laundry_basket(at):
    basket, cloth = m.cloth("9a7444", "6a4a24", 14, 0.1), m.cloth("e8e4dc", None, 60, 0.2)
    profile = [(0, 0), (1.1, 0), (1.3, 0.5), (1.42, 1.1), (1.36, 1.14), (1.2, 0.5), (0, 0.2)]
    place(lathe(profile, basket, 48, 1), at)
    place(ball(1.0, cloth, 5, 0.3, 1.6, 4, (1.1, 1.0, 0.6)), (at[0], at[1], at[2] + 1.0))


def build_washing(stage):
    stage.sky(42, 300, 0.11, 0.8, sun=0.5)
    rope = m.cloth("c9c2b2", None, 60)
    points = [(x, 0, line_height(x)) for x in np.linspace(-12, 12, 25)]
    stage.tag("line", tube(points, 0.035, rope))
    wood = m.wood("c8a878", "94703f", 2, 0.6, "Z")
    items = [
        (-4.9, 2.4, 3.1, m.cloth("e8e6e0", None, 70, 0.05, 0.35)),
        (-1.55, 3.2, 3.6, m.cloth("dfe3e6", "3d6a94", 70, 0.05, 0.35)),
        (1.75, 2.0, 2.4, m.cloth("c4553a", None, 70, 0.05, 0.3)),
        (4.85, 2.9, 3.3, m.cloth("d9c48a", None, 70, 0.05, 0.35)),
    ]
    for number, (x, across, tall, made) in enumerate(items):
        piece = hanging(across, tall, number + 2, made, 0.55)
        place(piece, (x, 0.02, line_height(x) - 0.03), (0, math.degrees(-0.022 * x), 0))
        stage.tag("towel" if number == 2 else f"sheet {number}", piece)
        for side in (-1, 0, 1) if across > 2.5 else (-1, 1):
            at = x + side * (across / 2 - 0.14)
            peg(wood, (at, 0, line_height(at) + 0.16))
    grass = m.leaf("35581a", "93a83c", 0.4, 0.45)
    sheet(90, 90, lambda x, y: -0.1 + rough_ground(x, y, 0.3, 0.1), m.stone("2a2a14", "57522a", 1, 0.9, 0.2), (60, 60))
    blades(90000, lambda d, n: scattered(d, n, 36, 34, -0.05) + [0, 9, 0], grass, (0.4, 1.0), 0.022, 0.6, 3)
    blades(
        2600,
        lambda d, n: scattered(d, n, 36, 30, -0.05) + [0, 9, 0],
        m.leaf("d8c030", "f4f0e4", 0.3),
        (0.9, 1.2),
        0.05,
        0.2,
        4,
    )
    bark = m.stone("3a2c20", "75624e", 2, 0.9, 0.2)
    for number, (x, y, size) in enumerate(
        [(-14, 24, 6), (-5, 33, 7), (6, 27, 6.5), (15, 22, 6), (0, 44, 9), (22, 34, 8), (-24, 36, 8)]
    ):
        tube([(x, y, -1), (x + 0.3, y, 4), (x, y, 8)], 0.6, bark)
        bush(
            (x, y, 6.5 + size * 0.2),
            (size, size * 0.8, size * 0.85),
            4200,
            m.leaf("23400f", "6f8f2c", 0.4),
            (0.6, 1.3),
            40 + number,
        )
    laundry_basket((-6.2, 3.4, 0.2))
    stage.camera((-1.2, -13.2, 3.3), (0.0, 1.0, 4.45), 44, (0, 0, 5), 0.3, 0.015)


def wool_material(coat):
    made, g = material("wool")
    at = g.coords("Object", per_object=12)
    tone = g.vary(coat, g.noise(at, 1.3, 5), 0.012, 0.3)
    locks = g.noise(at, 9, 6, 0.7, 1.5)
    tone = g.mix(0.6, tone, g.ramp(locks, [(0.3, 0.45), (0.65, 1.15)]), "MULTIPLY")
    normal = g.bump(g.noise(at, 26, 6, 0.75, 1.0), 0.9, 0.06, g.bump(locks, 0.8, 0.1))
    g.surface(g.principled(Base_Color=tone, Roughness=1.0, Normal=normal, Sheen=0.8, Specular=0.05))
    return made


def fleece(made, radius, seed, squash):
    """Woolly body: an uneven ball with locks of wool standing out all over it."""
    body = ball(1.0, made, 7, 0.06, 1.6, seed)
    for vertex in body.data.vertices:
        way = vertex.co.normalized()
        at = way * 4 + Vector((seed, 0, 0))
        shift = [noise.noise(at + Vector((0, 0, 17 * axis))) for axis in range(3)]
        bent = way + 0.12 * Vector(shift)
        cell = noise.voronoi(bent * 9.0 + Vector((0, seed, 0)))[0]
        locks = 0.08 * (1 - min(1.0, cell[0] * 1.9)) + 0.03 * noise.noise(way * 26)
        vertex.co = Vector(c * s for c, s in zip(vertex.co * (1 + locks) * radius, squash))
    return body


def sheep(tag, stage, size, seed, coat="cfc6b4", face="2c2622", grazing=False):
    """Sheep with the head towards +X, feet on z = 0, about 2.6 long at size 1."""
    wool, dark = wool_material(coat), m.skin([(0.3, face), (0.7, "463e38")], 3, 0.8, 0.03, 0)
    body = fleece(wool, 1.0, seed, (1.18, 0.74, 0.78))
    body.location.z = 1.45
    head_at = Vector((1.42, 0, 0.12)) if grazing else Vector((1.35, 0, 0.62))
    neck = fleece(wool, 0.5, seed + 3, (1.0, 0.75, 0.8))
    neck.location = head_at * 0.68
    head = subdivide(
        swept(
            [
                head_at + Vector(p)
                for p in ((-0.3, 0, 0.12), (-0.1, 0, 0.12), (0.12, 0, 0.04), (0.34, 0, -0.1), (0.44, 0, -0.16))
            ],
            [0.12, 0.24, 0.22, 0.15, 0.06],
            dark,
            20,
            1.0,
        ),
        1,
    )
    parts = [neck, head]
    for side in (-1, 1):
        ear = ball(0.2, dark, 3, squash=(0.45, 1.0, 0.28))
        place(ear, head_at + Vector((-0.12, 0.3 * side, 0.18)), (25 * side, 0, 0))
        parts.append(ear)
        for x in (-0.72, 0.68):
            spine = [
                (x, 0.34 * side, -0.4),
                (x + 0.05, 0.34 * side, -0.9),
                (x - 0.03, 0.33 * side, -1.4),
                (x + 0.06, 0.33 * side, -1.47),
            ]
            parts.append(swept(spine, [0.17, 0.11, 0.09, 0.1], dark, 14))
    for part in parts:
        part.parent = body
    body.scale = (size,) * 3
    body.location.z *= size
    stage.tag(tag, body)
    return body


def hill(x, y):
    return 0.045 * (y + 6) + rough_ground(x, y, 0.5, 0.06, 4.0, 0.05) + 0.0025 * max(0.0, y - 4) ** 2


def build_sheep(stage):
    stage.sky(13, 242, 0.13, 2.2, sun=0.45)
    grass = m.leaf("3d5a1c", "a3a04a", 0.4, 0.5)
    sheet(150, 110, hill, m.stone("33361a", "6a6434", 0.6, 0.9, 0.2), (110, 90))

    def turf(draw, n, across=44, deep=42, ahead=9):
        at = scattered(draw, n, across, deep) + [0, ahead, 0]
        at[:, 2] = [hill(x, y) - 0.03 for x, y, _ in at]
        return at

    blades(85000, turf, grass, (0.2, 0.55), 0.022, 0.9, 3)
    blades(16000, lambda d, n: turf(d, n, 22, 12, -2.5), grass, (0.35, 0.85), 0.022, 0.8, 7)
    blades(900, turf, m.leaf("b09a60", "d8c890", 0.3), (0.7, 1.3), 0.02, 0.5, 5)
    stands = [
        ("ewe", 0.2, 0.0, 1.0, 172, False),
        ("lamb", 1.5, 1.75, 0.58, 12, False),
        ("grazer", -5.6, 6.0, 1.0, 30, True),
        ("far one", 7.2, 9.5, 1.0, 200, True),
        ("far two", 2.4, 19.5, 1.0, 150, False),
    ]
    for number, (tag, x, y, size, turn, grazing) in enumerate(stands):
        body = sheep(tag, stage, size, number + 2, "e8e0d0" if tag == "lamb" else "cfc3a8", "2c2622", grazing)
        body.location += Vector((x, y, hill(x, y) - 0.05))
        body.rotation_euler.z = math.radians(turn)
    stone = m.stone("4c4a46", "85827a", 1.2, 0.85, 0.2)
    draw = draws(6)
    for k in range(130):
        x = -30 + k * 0.47
        for level in range(2):
            rock = ball(draw.uniform(0.35, 0.55), stone, 3, 0.25, 1.2, draw.randint(1, 500), (1.2, 0.8, 0.7))
            place(
                rock, (x + draw.uniform(-0.2, 0.2), 27, hill(x, 27) + 0.25 + 0.55 * level), (0, 0, draw.uniform(0, 360))
            )
    for number, (x, y, size) in enumerate([(-16, 36, 5), (-9, 42, 6), (12, 40, 6), (20, 34, 4.5), (2, 50, 7)]):
        bush(
            (x, y, hill(x, y) + size * 0.6),
            (size, size, size * 0.8),
            3200,
            m.leaf("2a4012", "76802c", 0.4),
            (0.5, 1.2),
            70 + number,
        )
    stage.camera((-1.2, -11.5, 2.9), (0.35, 2.0, 1.55), 50, (0.3, 0.2, 1.4), 0.22)


WASHING = {
    "number": 9,
    "id": "washing-day",
    "size": (960, 640),
    "build": build_washing,
    "rays": 112,
    "look": {"exposure": 0.0},
    "samples": [
        {
            "id": "washing-holds",
            "query": "What would have to snap for all the laundry to land on the grass at once?",
            "variants": ["What carries the weight of everything that is drying?"],
            "target": "clothesline",
            "synonyms": ["washing line", "rope", "cord"],
            "attributes": ["thin", "sagging", "pale"],
            "category": "discriminative",
            "component": "thin",
            "things": ["line"],
            "answer": "The thin line on which the laundry hangs.",
            "rationale": "Every piece is pegged to one cord; only its visible stretches, a few pixels thick, are the target.",
        },
        {
            "id": "washing-least",
            "query": "Which of the drying pieces used the least cloth?",
            "variants": ["Which one would take up the least room in the cupboard?"],
            "target": "towel",
            "synonyms": ["red cloth"],
            "attributes": ["smallest", "red"],
            "category": "geometric",
            "component": "relative-size",
            "things": ["towel"],
            "answer": "The red one, narrower and shorter than the others.",
            "rationale": "Compared in width and length it is the smallest of the four.",
        },
    ],
}

SHEEP = {
    "number": 10,
    "id": "sheep-evening",
    "size": (960, 640),
    "build": build_sheep,
    "rays": 72,
    "look": {"exposure": 1.1},
    "samples": [
        {
            "id": "sheep-young",
            "query": "Who is peeping out from behind its mother?",
            "variants": ["Which animal still needs milk?", "Whose body is partly covered by a grown-up?"],
            "target": "lamb",
            "synonyms": ["young sheep"],
            "attributes": ["small", "partly hidden", "pale"],
            "category": "discriminative",
            "component": "occlusion",
            "things": ["lamb"],
            "answer": "The lamb standing behind the nearest sheep.",
            "rationale": "It is much smaller than the adults and the nearest one covers part of it.",
        },
        {
            "id": "sheep-farthest",
            "query": "Which member of the flock would hear the photographer last?",
            "variants": ["Which animal has wandered closest to the wall at the back?"],
            "target": "sheep",
            "synonyms": ["ewe"],
            "attributes": ["far away", "small in the picture"],
            "category": "spatial",
            "component": "relative-distance",
            "things": ["far two"],
            "answer": "The sheep farthest up the slope.",
            "rationale": "It stands farthest from the camera, just before the wall.",
        },
    ],
}

SCENES = [WASHING, SHEEP]
