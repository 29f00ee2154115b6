"""Dusk in a park: lamps, benches, a bicycle, haze."""
import math

import bpy
import numpy as np
from mathutils import Vector

import materials as m
from nature import blades, bush, leaves, rough_ground, scattered, twig
from shapes import box, draws, from_faces, lathe, sheet, tube
from stage import place


def group(name, parts, at, turn):
    parent = bpy.data.objects.new(name, None)
    bpy.context.collection.objects.link(parent)
    for part in parts:
        part.parent = parent
    return place(parent, at, turn)


def street_lamp(stage, tag, at, lit):
    iron = m.metal("23282a", 0.5)
    pole = [
        (0, 0),
        (0.5, 0),
        (0.5, 0.15),
        (0.3, 0.3),
        (0.26, 1.2),
        (0.14, 1.5),
        (0.11, 8.2),
        (0.2, 8.3),
        (0.2, 8.4),
        (0, 8.4),
    ]
    parts = [lathe(pole, iron, 24, 1), lathe([(0, 9.75), (0.16, 9.7), (0.55, 9.4), (0.6, 9.3), (0, 9.3)], iron, 24, 1)]
    globe = m.glowing("ffc27a", 26) if lit else m.glass("aab4b8", 0.25)
    parts.append(lathe([(0, 8.4), (0.22, 8.4), (0.45, 8.8), (0.5, 9.3), (0, 9.3)], globe, 24, 1))
    stage.tag(tag, group("lamp", parts, at, (0, 0, 0)))
    if lit:
        stage.lamp("POINT", (at[0], at[1], at[2] + 8.75), power=3400, size=0.45, colour="ffbb70")
        parts[2].visible_shadow = False


def bench(stage, tag, at, turn):
    wood, iron = m.wood("7a5434", "432a18", 0.8, 0.35, "X", 0.25), m.metal("1f2426", 0.45)
    parts = [box((4.6, 0.3, 0.12), wood, 0.04, (0, -0.75 + 0.36 * k, 1.35 - 0.02 * k)) for k in range(5)]
    for k in range(4):
        slat = box((4.6, 0.12, 0.3), wood, 0.04, (0, 0.98 + 0.09 * k, 1.62 + 0.38 * k))
        slat.rotation_euler.x = -0.22
        parts.append(slat)
    for x in (-1.9, 1.9):
        parts.append(
            tube(
                [
                    (x, -0.95, 0),
                    (x, -0.9, 0.7),
                    (x, -0.85, 1.3),
                    (x, -0.3, 1.3),
                    (x, 0.9, 1.28),
                    (x, 1.1, 2.0),
                    (x, 1.35, 3.2),
                ],
                0.08,
                iron,
            )
        )
        parts.append(tube([(x, 1.2, 0), (x, 1.0, 0.7), (x, 0.9, 1.28)], 0.08, iron))
        parts.append(tube([(x, -0.85, 1.3), (x, -0.95, 2.0), (x, -0.5, 2.1), (x, 1.1, 2.05)], 0.07, iron))
    stage.tag(tag, group("bench", parts, at, (0, 0, turn)))


def wheel(x, tyre, steel):
    """Tyre, rim and 28 spokes round (x, 0, 1.1)."""

    def around(radius, count):
        return [
            (x + radius * math.cos(a), 0, 1.1 + radius * math.sin(a)) for a in np.linspace(0, 2 * math.pi, count)[:-1]
        ]

    parts = [tube(around(1.05, 33), 0.055, tyre, closed=True), tube(around(0.98, 33), 0.03, steel, closed=True)]
    for spoke, end in enumerate(around(0.98, 29)):
        parts.append(tube([(x, 0.05 * (-1) ** spoke, 1.1), end], 0.009, steel, round_=1))
    return parts


def drive(tyre, steel, crank):
    """Chain wheel, pedal arm and both runs of the chain."""
    disc = [
        (crank[0] + 0.3 * math.cos(a), 0.06, crank[2] + 0.3 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 17)[:-1]
    ]
    parts = [
        tube(disc, 0.03, steel, closed=True),
        tube([(-0.25, -0.1, 0.95), (-0.1, -0.12, 0.6), (0.0, -0.12, 0.4)], 0.035, steel),
    ]
    for high, end in ((0.66, 0.96), (1.24, 1.24)):
        parts.append(tube([(-0.25, 0.06, high), (-0.95, 0.06, (high + end) / 2), (-1.65, 0.06, end)], 0.018, tyre))
    return parts


def bicycle(stage, at, turn, lean):
    """Side on along X, wheels of radius 1.05, leaning by `lean` degrees."""
    tyre, steel, paint = m.plastic("15161a", 0.7), m.metal("b8bcc0", 0.25), m.metal("2f6f78", 0.3)
    crank, seat, head, back, front = (-0.25, 0, 0.95), (-0.75, 0, 2.5), (1.05, 0, 2.55), (-1.65, 0, 1.1), (1.65, 0, 1.1)
    parts = [*wheel(back[0], tyre, steel), *wheel(front[0], tyre, steel), *drive(tyre, steel, crank)]
    frame = [(crank, seat), (crank, (1.1, 0, 2.3)), (seat, head), (back, crank), (back, (-0.7, 0, 2.35))]
    frame += [(front, (1.25, 0, 1.8)), ((1.25, 0, 1.8), (0.98, 0, 2.85))]
    for first, second in frame:
        parts.append(tube([first, (Vector(first) + Vector(second)) / 2, second], 0.05, paint))
    parts.append(tube([(-0.75, 0, 2.5), (-0.8, 0, 2.7), (-0.84, 0, 2.85)], 0.04, steel))
    parts.append(box((0.75, 0.34, 0.14), m.plastic("4a2a18", 0.5), 0.06, (-0.9, 0, 2.84)))
    bar = [
        (0.65, -0.7, 2.95),
        (0.95, -0.6, 3.05),
        (1.05, -0.2, 3.0),
        (0.98, 0, 2.9),
        (1.05, 0.2, 3.0),
        (0.95, 0.6, 3.05),
    ]
    parts.append(tube([*bar, (0.65, 0.7, 2.95)], 0.04, steel))
    for x in (back[0], front[0]):
        guard = [(x + 1.16 * math.cos(a), 0, 1.1 + 1.16 * math.sin(a)) for a in np.linspace(0.5, 2.8, 9)]
        parts.append(tube(guard, 0.05, paint))
    stage.tag("bicycle", group("bicycle", parts, at, (lean, 0, turn)))


def build_park(stage):
    stage.dome("5b6375", "2c3d5e", 0.55, 0.12)
    wet = m.stone("2a2b2e", "4a4a4c", 0.9, 0.5, 0.05, 0.1, wet=0.9, grain="5c5a56")
    path = from_faces("path", [(-3.4, -16, 0), (4.6, -16, 0), (4.4, 90, 0), (-3.6, 90, 0)], [(0, 1, 2, 3)], wet)
    path.location.z = 0.02
    soil = m.stone("15160f", "2f2f1e", 1, 0.95, 0.3)
    sheet(
        160,
        160,
        lambda x, y: -0.06 + (rough_ground(x, y, 0.25, 0.12) if not -4.4 < x < 5.4 else -0.1),
        soil,
        (150, 150),
    )
    grass = m.leaf("22330f", "566b22", 0.3, 0.5)

    def lawns(draw, n):
        at = scattered(draw, n, 34, 46, 0.0) + [0, 12, 0]
        side = np.where(at[:, 0] > 0.5, 1, -1)
        at[:, 0] = 0.5 + side * (4.0 + abs(at[:, 0] - 0.5) * 0.9 + draw.normal(0, 0.12, n))
        return at

    blades(90000, lawns, grass, (0.2, 0.6), 0.024, 0.8, 5)
    fallen = m.leaf("6a3a10", "c89030", 0.1, 0.35)
    draw = np.random.default_rng(4)
    at = scattered(draw, 900, 22, 40, 0.05) + [0, 10, 0]
    leaves(at, fallen, (0.2, 0.42), 6, 0.95, 0.3)
    for number, (x, y, lit) in enumerate(
        [(5.6, 5.0, True), (-4.9, 17.0, False), (5.6, 31.0, True), (-4.9, 50.0, True)]
    ):
        street_lamp(stage, f"light {number}", (x, y, 0), lit)
    bench(stage, "lit bench", (8.0, 8.0, 0), -62)
    bench(stage, "dark bench", (-6.7, 10.6, 0), 70)
    bicycle(stage, (4.95, 4.3, 0.02), 24, -9)
    bark = m.stone("1c1712", "43392e", 2, 0.9, 0.3)
    chance = draws(17)
    for number, (x, y) in enumerate(
        [(-9.5, 15), (13, 18), (-11, 27), (11, 40), (-9, 42), (15, 30), (-15, 36), (10, 58), (-12, 60)]
    ):
        twig((x, y, -0.3), (chance.uniform(-0.1, 0.1), 0, 1), 17, 0.65, bark, 50 + number, 6, 0.16, 3)
        bush((x, y, 14), (6, 6, 4.5), 1300, m.leaf("4a3a12", "a8782a", 0.4), (0.4, 0.9), 80 + number)
    for number in range(12):
        bush(
            (-26 + 5 * number, 74 + 4 * (number % 3), 4),
            (6, 4, 7),
            1300,
            m.leaf("1c2810", "43491e", 0.3),
            (0.6, 1.2),
            20 + number,
        )
    stage.camera((-0.6, -11.5, 4.2), (0.9, 8, 3.9), 36, (4.6, 5.0, 2.5), 0.5)


PARK = {
    "number": 12,
    "id": "park-dusk",
    "size": (960, 640),
    "build": build_park,
    "rays": 64,
    "look": {"exposure": 1.3, "glow": 0.3, "mist": (80.0, (0.055, 0.066, 0.094)), "grain": 1.3},
    "samples": [
        {
            "id": "park-read",
            "query": "Which seat gets the most lamplight for somebody who wants to read a newspaper tonight?",
            "variants": ["Where would you sit down with a book, next to a light that works?"],
            "target": "bench",
            "synonyms": ["park bench", "seat"],
            "attributes": ["under the lit lamp", "on the right"],
            "category": "multi-step",
            "component": "spatial-relation",
            "things": ["lit bench"],
            "answer": "On the bench at the right, next to the burning lamp.",
            "rationale": "Reading needs light; the bench on the right stands beside a burning lamp, the other one beside the lamp that is off.",
        },
        {
            "id": "park-broken",
            "query": "Whom should the council send an electrician to?",
            "variants": ["Which of the four beside the path stays dark?"],
            "target": "street lamp",
            "synonyms": ["lamp post", "lantern"],
            "attributes": ["unlit", "left of the path"],
            "category": "multi-step",
            "component": "visual-detail",
            "things": ["light 1"],
            "answer": "The lamp on the left of the path, which is not lit.",
            "rationale": "All other lamps glow; this one has a dark globe.",
        },
        {
            "id": "park-lean",
            "query": "What has been propped against the nearest post?",
            "variants": ["On what did somebody come here who will ride home later?"],
            "target": "bicycle",
            "synonyms": ["bike"],
            "attributes": ["leaning", "two wheels", "thin frame"],
            "category": "spatial",
            "component": "spatial-relation",
            "things": ["bicycle"],
            "answer": "The bicycle leaning against the nearest lamp post.",
            "rationale": "It touches the nearest lamp post and is not standing by itself.",
        },
    ],
}

SCENES = [PARK]
