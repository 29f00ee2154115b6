"""Daylight on water: boats, a jetty, a buoy."""
import math

import bpy

from mathutils import Vector

import materials as m
from graph import material
from nature import bush
from scenes_park import group
from shapes import ball, box, draws, from_faces, lathe, tube
from stage import place


def hull(made, inside, long=5.0, wide=1.7, deep=0.9, open_=True):
    """Boat hull along X (bow towards +X), gunwale about z = deep, keel near 0; thwarts when open."""
    stations, around = 26, 14
    points, faces = [], []
    for station in range(stations + 1):
        share = station / stations
        half = wide / 2 * (math.sin(math.pi * min(1.0, 0.22 + 0.78 * share) ** 1.25)) ** 0.75 if share < 1 else 0.0
        sheer = deep * (1 + 0.35 * (share - 0.4) ** 2 + 0.25 * max(0, share - 0.7))
        rise = 0.55 * deep * max(0.0, share - 0.75) ** 2 * 8
        for step in range(around + 1):
            angle = math.pi * step / around
            flat = abs(math.cos(angle)) ** 0.7 * math.copysign(1, math.cos(angle))
            y, z = half * flat, rise + (sheer - rise) * (1 - math.sin(angle) ** 0.8)
            points.append(((share - 0.5) * long + 0.12 * long * max(0, share - 0.8) * (z / deep), y, z))
    width = around + 1
    for station in range(stations):
        for step in range(around):
            a = station * width + step
            faces.append((a, a + 1, a + width + 1, a + width))
    faces.append(tuple(range(width)))
    body = from_faces("hull", points, faces, made)
    thick = body.modifiers.new("thick", "SOLIDIFY")
    thick.thickness = 0.07
    rails = []
    for side in (0, around):
        rail = [points[s * width + side] for s in range(0, stations + 1, 2)]
        rails.append(tube(rail, 0.06, inside))
    parts = [body, *rails]
    if open_:
        for x in (-1.2, 0.1, 1.3):
            parts.append(
                box((0.42, wide * 0.86 * (1 - 0.13 * abs(x)), 0.07), inside, 0.015, (x * long / 5, 0, deep * 0.66))
            )
    else:
        lid = [p for s in range(stations + 1) for p in (points[s * width], points[s * width + around])]
        quads = [(2 * s, 2 * s + 1, 2 * s + 3, 2 * s + 2) for s in range(stations)]
        deck = from_faces("deck", [(x, y * 0.97, z - 0.05) for x, y, z in lid], quads, inside)
        cabin = box((long * 0.3, wide * 0.55, 0.5), m.plastic("e4e2da", 0.35), 0.12, (-0.05 * long, 0, deep * 0.98))
        parts += [deck, cabin]
    return parts


def sail(made, corners, belly):
    """Triangle of cloth bulging towards +Y."""
    a, b, c = (Vector(p) for p in corners)
    points, faces, steps = [], [], 16
    rows = []
    for i in range(steps + 1):
        rows.append(len(points))
        for j in range(i + 1):
            u, v = i / steps, (j / i if i else 0)
            at = a.lerp(b.lerp(c, v), u)
            at.y += belly * 4 * u * (1 - u) * (0.4 + 0.6 * math.sin(math.pi * v))
            points.append(at)
    for i in range(steps):
        for j in range(i + 1):
            top, low = rows[i] + j, rows[i + 1] + j
            faces.append((top, low, low + 1))
            if j < i:
                faces.append((top, low + 1, top + 1))
    return from_faces("sail", points, faces, made)


def sailboat(stage, tag, at, turn, colour, cloth):
    parts = hull(m.plastic(colour, 0.25), m.wood("a87a48", "6a4424", 1, 0.35), 6.5, 2.1, 1.0, False)
    wood, made = m.wood("a8845a", "6e4e2e", 2, 0.35, "Z"), m.cloth(cloth, None, 40, 0.05, 0.4)
    parts.append(tube([(0.6, 0, 0.9), (0.6, 0, 5), (0.6, 0, 9.2)], 0.075, wood))
    parts.append(tube([(0.6, 0, 2.0), (-1.0, 0.15, 1.95), (-2.7, 0.3, 1.9)], 0.06, wood))
    parts.append(sail(made, [(0.5, 0, 9.0), (0.5, 0, 2.1), (-2.65, 0.3, 2.05)], 0.35))
    parts.append(sail(made, [(0.7, 0, 8.2), (0.95, 0.1, 1.7), (3.5, 0, 1.5)], 0.4))
    stage.tag(tag, group(tag, parts, at, (3, 0, turn)))


def rowing_boat(stage, tag, at, turn, colour):
    inside = m.wood("b08a5c", "6e4a2a", 1, 0.45)
    parts = hull(m.plastic(colour, 0.4), inside, 4.6, 1.65, 0.85)
    for side in (-1, 1):
        shaft = [(-0.5, 0.25 * side, 1.0), (0.1, 0.9 * side, 0.98), (0.9, 1.75 * side, 0.72), (1.25, 2.15 * side, 0.5)]
        parts.append(tube(shaft, 0.04, inside))
        blade = box((0.5, 0.17, 0.03), inside, 0.01)
        parts.append(place(blade, (1.42, 2.35 * side, 0.4), (0, 14, 49 * side)))
    stage.tag(tag, group(tag, parts, at, (2, -1, turn)))


def water():
    bpy.ops.mesh.primitive_plane_add(size=1)
    sea = bpy.context.object
    waves = sea.modifiers.new("waves", "OCEAN")
    waves.geometry_mode = "GENERATE"
    waves.repeat_x = waves.repeat_y = 7
    waves.resolution = waves.viewport_resolution = 12
    waves.spatial_size, waves.size = 26, 1.0
    waves.wave_scale, waves.choppiness = 0.20, 0.8
    waves.wind_velocity, waves.wave_alignment, waves.random_seed, waves.time = 4.5, 0.2, 3, 2.0
    sea.location = (-91, -30, 0)
    made, g = material("water")
    at = g.coords("Object")
    normal = g.bump(g.noise(at, 2.6, 6, 0.6), 0.35, 0.10)
    deep = g.ramp(g.noise(at, 0.07, 3), [(0.35, "0b2a30"), (0.65, "1d4a4c")])
    g.surface(g.principled(Base_Color=deep, Roughness=0.06, IOR=1.33, Normal=normal, Specular=0.5))
    sea.data.materials.append(made)
    for polygon in sea.data.polygons:
        polygon.use_smooth = True


def jetty():
    plank, post = m.wood("94826a", "5a4c3c", 1.2, 0.75, "X"), m.wood("5c4e40", "2c241c", 1, 0.8, "Z")
    draw = draws(3)
    for k in range(44):
        at = (5.4 + draw.uniform(-0.05, 0.05), -12 + 0.56 * k, 1.35 + draw.uniform(-0.01, 0.01))
        box((3.0 + draw.uniform(-0.1, 0.1), 0.52, 0.12), plank, 0.02, at, draw.uniform(-0.8, 0.8))
    for k in range(7):
        for side in (-1, 1):
            high = 2.5 if side < 0 else 2.1
            pole = lathe([(0, -3), (0.19, -3), (0.18, high + draw.uniform(-0.2, 0.3)), (0, high)], post, 16, 0)
            place(pole, (5.4 + 1.62 * side, -9 + 3.5 * k, 0), (draw.uniform(-2, 2), draw.uniform(-2, 2), 0))


def build_harbour(stage):
    stage.sky(31, 118, 0.12, 2.0, sun=0.5)
    water()
    jetty()
    rowing_boat(stage, "rowing boat", (1.3, 1.2, -0.22), 104, "8c2a22")
    tube([(1.1, 3.7, 0.75), (2.2, 4.2, 0.9), (3.75, 4.9, 1.6)], 0.035, m.cloth("d0c8b4", None, 60))
    sailboat(stage, "near sail", (-7.2, 15.5, -0.35), 160, "e8e6e0", "efe8d8")
    sailboat(stage, "middle sail", (2.6, 37, -0.35), 25, "24405a", "f2eee4")
    sailboat(stage, "far sail", (-13.5, 88, -0.35), 165, "e8e6e0", "f2eee4")
    float_ = lathe(
        [(0, -0.4), (0.6, -0.2), (0.75, 0.25), (0.55, 0.6), (0.2, 0.8), (0.12, 1.5), (0, 1.55)],
        m.plastic("d2521a", 0.4),
        32,
        2,
    )
    stage.tag("buoy", place(float_, (-2.9, 10.5, 0.0), (8, 6, 0)))
    pine = m.leaf("1c2e16", "4c5f2c", 0.2, 0.6)
    rock = m.stone("4c463e", "8a8070", 0.6, 0.9, 0.3)
    for number, (x, y, across, tall) in enumerate([(-95, 190, 150, 24), (60, 215, 170, 34), (150, 170, 90, 20)]):
        land = ball(1.0, m.leaf("26381c", "5a6a38", 0.0, 0.9), 6, 0.3, 1.6, number + 2, (across / 2, 30, tall))
        place(land, (x, y, -4))
        for tree in range(10):
            bush(
                (x + (tree - 4.5) * across / 11, y - 24, tall * 0.25),
                (6, 4, 5),
                500,
                pine,
                (1.2, 2.6),
                40 + number * 12 + tree,
            )
    for number in range(7):
        stone = ball(1.1, rock, 4, 0.3, 1.3, number, (1.3, 1, 0.8))
        place(stone, (8.6 + 1.1 * (number % 3), 10 + number * 2.2, 0.1), (0, 0, 40 * number))
    stage.camera((-0.2, -9.5, 4.3), (-0.6, 14, 1.6), 35, (1.2, 2.0, 0.5), 0.8)


HARBOUR = {
    "number": 13,
    "id": "harbour-morning",
    "size": (960, 640),
    "build": build_harbour,
    "rays": 64,
    "look": {"exposure": 0.2, "mist": (420.0, (0.62, 0.72, 0.85))},
    "samples": [
        {
            "id": "harbour-last",
            "query": "If all of them raced to the pier now, who would have the longest way?",
            "variants": ["Which vessel is the farthest from the landing stage?"],
            "target": "sailing boat",
            "synonyms": ["sailboat", "yacht"],
            "attributes": ["far away", "tiny", "white"],
            "category": "spatial",
            "component": "relative-distance",
            "things": ["far sail"],
            "answer": "The tiny sailing boat near the horizon.",
            "rationale": "It appears smallest and closest to the horizon, so it is the farthest from the jetty.",
        },
        {
            "id": "harbour-muscle",
            "query": "Which vessel would still get you across on a day without any wind?",
            "variants": ["In which one does the crew have to pull?"],
            "target": "rowing boat",
            "synonyms": ["dinghy", "rowboat"],
            "attributes": ["red", "open", "with oars"],
            "category": "multi-step",
            "component": "commonsense",
            "things": ["rowing boat"],
            "answer": "The red rowing boat tied to the jetty.",
            "rationale": "Sails need wind; the boat with oars is moved by muscle.",
        },
        {
            "id": "harbour-swimmer",
            "query": "Where is the swimmer who needs to be picked up?",
            "variants": ["Which person in the water is waving?"],
            "target": "person",
            "synonyms": ["swimmer"],
            "attributes": [],
            "category": "spatial",
            "component": "spatial-relation",
            "things": [],
            "answer": "Nobody is in the water.",
            "rationale": "There are boats, a buoy and a jetty, but no person.",
        },
    ],
}

SCENES = [HARBOUR]
