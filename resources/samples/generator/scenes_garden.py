"""Outdoors and close: a snail in the rain, a moth on bark."""
import math

import bpy
import numpy as np
from mathutils import Vector

import materials as m
from graph import material
from nature import blades, bush, leaves, rough_ground, scattered
from shapes import ball, box, draws, from_faces, lathe, hollow, sheet, subdivide, swept, tube
from stage import place


def shell_material():
    made, g = material("shell")
    at = g.node("TexCoord").outputs["UV"]
    split = g.node("SeparateXYZ", Vector=at)
    across = g.math("ADD", split.outputs["Y"], g.spread(g.noise(g.coords("Object"), 6, 4), -0.03, 0.03))
    bands = g.ramp(
        across,
        [
            (0.0, "7a4f2a"),
            (0.12, "c9a269"),
            (0.2, "5b3519"),
            (0.3, "dcbd86"),
            (0.42, "84552c"),
            (0.6, "d9b981"),
            (0.8, "a67542"),
            (1.0, "7a4f2a"),
        ],
    )
    growth = g.wave(g.node("Mapping", Vector=at, Scale=(60, 0.6, 1)).outputs[0], 1.2, 3, 3, "X")
    tint = g.mix(0.3, bands, g.ramp(growth, [(0, 0.45), (1, 1.0)]), "MULTIPLY")
    normal = g.bump(growth, 0.12, 0.006)
    g.surface(g.principled(Base_Color=tint, Roughness=0.28, Normal=normal, Clearcoat=0.4))
    return made


def snail(stage):
    """Shell (tag shell) and body, about 0.9 long, head towards +X, standing on z = 0."""
    turns, growth = 3.6, 0.125
    points, radii = [], []
    for step in range(110):
        angle = turns * 2 * math.pi * step / 109
        far = 0.30 * math.exp(growth * (angle - turns * 2 * math.pi))
        points.append((far * math.cos(-angle + 2.2), -0.75 * far + 0.1, far * math.sin(-angle + 2.2) + 0.47))
        radii.append(0.78 * far)
    shell = swept(points, radii, shell_material(), 32)
    slime = m.skin([(0.3, "4a3b2c"), (0.7, "8a7458")], 5, 0.2, 0.03, 0.15)
    spine = [
        (-0.62, 0, 0.03),
        (-0.4, 0, 0.06),
        (-0.1, 0, 0.12),
        (0.2, 0, 0.13),
        (0.45, 0.02, 0.16),
        (0.62, 0.03, 0.22),
        (0.74, 0.03, 0.27),
        (0.79, 0.03, 0.27),
    ]
    body = swept(spine, [0.02, 0.09, 0.17, 0.18, 0.14, 0.11, 0.09, 0.03], slime, 24, 0.8)
    subdivide(body, 2)
    parts = [body, shell]
    for side, tall in ((-1, 0.26), (1, 0.28)):
        foot = Vector((0.72, 0.03 + 0.045 * side, 0.33))
        tip = foot + Vector((0.14, 0.07 * side, tall))
        parts.append(tube([foot, foot + (tip - foot) * 0.5 + Vector((0.03, 0, 0.02)), tip], 0.022, slime))
        eye = ball(0.036, slime, 3)
        eye.location = tip
        short = foot + Vector((0.1, 0.03 * side, -0.1))
        parts += [eye, tube([foot - Vector((0, 0, 0.08)), short + Vector((0.0, 0, 0.03)), short], 0.016, slime)]
    parent = bpy.data.objects.new("snail", None)
    bpy.context.collection.objects.link(parent)
    for part in parts:
        part.parent = parent
    stage.tag("snail", parent)
    stage.tag("shell", shell)
    return parent


def umbrella(stage, red="b01818"):
    """Open umbrella, canopy of radius 4 with its top at z = 0 looking up, shaft downwards."""
    ribs, rings, per = 8, 14, 10
    points, faces = [], []
    for ring in range(rings + 1):
        out = ring / rings
        for step in range(ribs * per):
            between = (step % per) / per - 0.5
            chord = math.cos(math.pi / ribs) / math.cos(between * 2 * math.pi / ribs)
            pull = 1 - (1 - chord) * out - 0.09 * out**4 * (1 - 4 * between * between)
            angle = 2 * math.pi * (step + per / 2) / (ribs * per)
            far = 4 * math.sin(out * 1.15) / math.sin(1.15) * pull
            points.append((far * math.cos(angle), far * math.sin(angle), -2.0 * (1 - math.cos(out * 1.35))))
    around = ribs * per
    for ring in range(rings):
        for step in range(around):
            after = (step + 1) % around
            faces.append(
                (ring * around + step, ring * around + after, (ring + 1) * around + after, (ring + 1) * around + step)
            )
    canopy = from_faces("canopy", points, faces, m.cloth(red, None, 90, 0.05, 0.3))
    steel, wood = m.metal("7c8084", 0.42), m.wood("7a4a24", "3a200e", 1.5, 0.3, "Z", 0.5)
    parts = [canopy, tube([(0, 0, 0.5), (0, 0, -2), (0, 0, -6.2)], 0.06, steel)]
    hook = [(0, 0, -5.6), (0, 0, -6.8), (0, 0.1, -7.2), (0, 0.5, -7.5), (0, 0.9, -7.2), (0, 0.95, -6.9)]
    parts.append(tube(hook, 0.14, wood))
    for rib in range(ribs):
        angle = 2 * math.pi * (rib + 0.5) / ribs + math.pi / ribs
        tip = points[rings * around + (rib * per + per) % around]
        middle = points[7 * around + (rib * per + per) % around]
        parts.append(tube([(0, 0, -2.6), Vector(middle) - Vector((0, 0, 0.05))], 0.03, steel))
        parts.append(tube([Vector(middle), Vector(tip), Vector(tip) * 1.01], 0.03, steel))
    parent = bpy.data.objects.new("umbrella", None)
    bpy.context.collection.objects.link(parent)
    for part in parts:
        part.parent = parent
    stage.tag("umbrella", parent)
    return parent


def paved_path():
    draw = draws(4)
    slab = m.stone("4d4a46", "7c776e", 0.7, 0.55, 0.06, 0.18, wet=0.85, grain="38352f")
    for row in range(-2, 16):
        shift = draw.uniform(-1, 1)
        for column in range(-4, 5):
            size = (2.3 + draw.uniform(-0.1, 0.1), 1.75 + draw.uniform(-0.06, 0.06), 0.5)
            at = (column * 2.42 + shift, row * 1.86, -0.5 + draw.uniform(-0.05, 0.02))
            stone = box(size, slab, 0.09, at, draw.uniform(-1.5, 1.5))
            stone.rotation_euler.x = draw.uniform(-0.012, 0.012)


def build_snail(stage):
    stage.dome("59626a", "cfd8e2", 0.75, 0.4)
    stage.lamp("SUN", (6, 4, 10), power=0.9, size=22, colour="fff2dc")
    paved_path()
    soil = m.stone("1d1610", "3a2c1e", 2, 0.9, 0.3)
    sheet(120, 120, lambda x, y: -0.22 + rough_ground(x, y, 0.1, 0.5), soil, (90, 90))
    moss = m.leaf("27380f", "5d7526", 0.2, 0.7)
    grass = m.leaf("2c4a14", "6f8a2e", 0.4, 0.4)
    joint = np.random.default_rng(2)

    def joints(draw, n):
        at = scattered(draw, n, 20, 12, -0.22)
        at[:, 1] = np.round((at[:, 1] + 4) / 1.86) * 1.86 + 0.93 + draw.normal(0, 0.05, n)
        return at

    blades(9000, joints, moss, (0.12, 0.34), 0.018, 0.8, 3)
    blades(60000, lambda d, n: scattered(d, n, 70, 22, -0.2) + [0, 22.5, 0], grass, (0.7, 2.2), 0.035, 0.5, 5)
    for side in range(16):
        at = (joint.uniform(-30, 30), joint.uniform(26, 44), joint.uniform(0, 5))
        bush(at, (5.5, 4, 5), 2600, m.leaf("1f3312", "56722a", 0.35), (0.5, 1.1), side + 3)
    flowers = m.leaf("d9c34a", "f3ecd2", 0.3)
    bush((-9, 18, 1.6), (4, 2, 1.2), 160, flowers, (0.25, 0.4), 90, 0.7)
    fallen = m.leaf("7a4a16", "b08432", 0.2, 0.5)
    at = scattered(joint, 26, 14, 10, 0.03) + [0, 3, 0]
    leaves(at, fallen, (0.3, 0.6), 7, 0.97, 0.3)
    place(snail(stage), (-0.55, -0.1, 0.0), (0, 0, 12), 1.25)
    place(umbrella(stage), (2.7, 9.4, 2.62), (0, 57, 163), 0.66)
    terracotta = m.stone("8a4a2c", "b5694a", 2, 0.8, 0.03, 0.1)
    pot = lathe(hollow([(0.8, 0), (1.1, 1.6), (1.1, 1.65), (1.28, 1.65), (1.3, 2.0)], 0.12), terracotta)
    place(pot, (-6.2, 9.5, 0))
    bush((-6.2, 9.5, 2.9), (1.4, 1.4, 1.2), 420, m.leaf("2f4d1c", "7d9a42", 0.35), (0.4, 0.9), 55)
    stage.camera((-0.9, -6.2, 2.1), (0.95, 4, 1.0), 46, (-0.4, 0.3, 0.4), 0.36)


SNAIL = {
    "number": 1,
    "id": "snail-umbrella",
    "size": (960, 640),
    "build": build_snail,
    "rays": 144,
    "look": {"exposure": 1.35},
    "samples": [
        {
            "id": "snail-dry",
            "query": "What could keep the snail dry?",
            "variants": [
                "Which thing would shelter the snail if the rain came back?",
                "Under what could the small animal wait out a shower?",
            ],
            "target": "umbrella",
            "synonyms": ["parasol", "brolly"],
            "attributes": ["red", "open", "lying on its side"],
            "category": "multi-step",
            "component": "commonsense",
            "things": ["umbrella"],
            "answer": "The open umbrella lying on the path behind the snail.",
            "rationale": "Keeping dry needs something waterproof to get under; the open red umbrella is the only such thing here.",
        },
        {
            "id": "snail-retreat",
            "query": "Where would the creature withdraw to if you touched it?",
            "variants": ["Which part of the animal is its house?"],
            "target": "snail shell",
            "synonyms": ["shell"],
            "attributes": ["brown", "banded", "coiled"],
            "category": "multi-step",
            "component": "part-instance-relation",
            "things": ["shell"],
            "answer": "Into its coiled, banded shell.",
            "rationale": "A touched snail pulls head and foot into its shell, so the shell is meant and not the soft body.",
        },
    ],
}

SCENES = [SNAIL]
