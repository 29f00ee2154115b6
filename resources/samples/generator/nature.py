"""Growing and lying things: grass, leaves, branches, pebbles, ground."""
import math

import bpy
import numpy as np
from mathutils import Vector, noise

from shapes import add_spline, ball, copy_of


def blades(count, spot, made, tall=(0.3, 0.7), wide=0.02, bend=0.35, seed=1, lean=(0, 0)):
    """Grass as one mesh. spot(draw, n) gives n root positions (n, 3); widths taper to a tip."""
    draw = np.random.default_rng(seed)
    roots = spot(draw, count)
    height = draw.uniform(*tall, count)
    facing, falling = draw.uniform(0, 2 * np.pi, (2, count))
    drop = height * draw.uniform(0.1, 1.0, count) * bend
    side = np.stack([np.cos(facing), np.sin(facing), 0 * facing], 1)
    away = np.stack([np.cos(falling) + lean[0], np.sin(falling) + lean[1], 0 * facing], 1)
    rows = []
    for share in (0.0, 0.45, 0.8, 1.0):
        middle = roots + away * (drop * share**2)[:, None]
        middle[:, 2] += height * share * (1 - 0.25 * share * bend)
        half = side * (wide * (1 - share**1.6) * draw.uniform(0.7, 1.3, count))[:, None]
        rows += [middle - half, middle + half]
    points = np.stack(rows, 1).reshape(-1, 3)
    base = np.arange(count)[:, None, None] * 8
    quads = np.array([[0, 1, 3, 2], [2, 3, 5, 4], [4, 5, 7, 6]])
    return mesh_of(points, (base + quads).reshape(-1, 4), made)


def mesh_of(points, quads, made):
    """Object of many quads, quickly."""
    mesh = bpy.data.meshes.new("many")
    mesh.vertices.add(len(points))
    mesh.vertices.foreach_set("co", np.ascontiguousarray(points, np.float32).reshape(-1))
    mesh.loops.add(quads.size)
    mesh.loops.foreach_set("vertex_index", quads.astype(np.int32).reshape(-1))
    mesh.polygons.add(len(quads))
    mesh.polygons.foreach_set("loop_start", np.arange(0, quads.size, 4, dtype=np.int32))
    mesh.polygons.foreach_set("loop_total", np.full(len(quads), 4, np.int32))
    mesh.polygons.foreach_set("use_smooth", np.ones(len(quads), bool))
    mesh.update(calc_edges=True)
    mesh.materials.append(made)
    thing = bpy.data.objects.new("many", mesh)
    bpy.context.collection.objects.link(thing)
    return thing


def leaves(spots, made, size=(0.1, 0.25), seed=1, flat=0.4, cup=0.25):
    """Leaves at spots (n, 3): pointed ovals folded along the middle; flat=1 lets them lie."""
    draw = np.random.default_rng(seed)
    count = len(spots)
    long = draw.uniform(*size, count)
    ahead = unit(draw.normal(size=(count, 3)) * [1, 1, 1 - flat])
    up = unit(draw.normal(size=(count, 3)) * (1 - flat) + [0, 0, 0.4 + flat])
    side = unit(np.cross(ahead, up))
    up = np.cross(side, ahead)
    outline = [(0.0, 0.03), (0.3, 0.24), (0.65, 0.22), (1.0, 0.0)]
    rows = []
    for share, half in outline:
        sag = up * (-(share**2) * 0.35 * draw.uniform(0, 1, count) * long)[:, None]
        middle = spots + ahead * (long * share)[:, None] + sag
        lift = up * (half * cup * long)[:, None]
        wide = side * (half * long)[:, None]
        rows += [middle - wide + lift, middle, middle + wide + lift]
    points = np.stack(rows, 1).reshape(-1, 3)
    quads = [[3 * r + c, 3 * r + c + 1, 3 * r + c + 4, 3 * r + c + 3] for r in range(3) for c in (0, 1)]
    base = np.arange(count)[:, None, None] * 12
    return mesh_of(points, (base + np.array(quads)).reshape(-1, 4), made)


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def bush(at, radius, count, made, size=(0.1, 0.25), seed=1, shell=0.5):
    """Leaves through an uneven ball around `at`; shell keeps them near its outside."""
    draw = np.random.default_rng(seed)
    way = unit(draw.normal(size=(count, 3)))
    lumps = np.array([noise.fractal(Vector(w * 2.2 + seed), 1.0, 2.0, 3) for w in way])
    far = draw.uniform(shell, 1.0, count) * (1 + 0.45 * lumps)
    return leaves(np.array(at) + way * (far[:, None] * np.array(radius)), made, size, seed)


def twig(start, ahead, length, thick, made, seed=1, forks=3, wander=0.35, depth=2):
    """A forked branch as one curve object."""
    curve = bpy.data.curves.new("twig", "CURVE")
    curve.dimensions = "3D"
    curve.bevel_depth = 1.0
    curve.bevel_resolution = 3
    draw = np.random.default_rng(seed)
    grow(curve, draw, np.array(start, float), np.array(ahead, float), [length, thick, forks, wander, depth])
    thing = bpy.data.objects.new("twig", curve)
    bpy.context.collection.objects.link(thing)
    curve.materials.append(made)
    return thing


def grow(curve, draw, at, ahead, habit):
    length, thick, forks, wander, depth = habit
    ahead = ahead / np.linalg.norm(ahead)
    points, steps = [at.copy()], 9
    for step in range(steps):
        ahead = ahead + draw.normal(size=3) * wander * 0.3
        ahead = ahead / np.linalg.norm(ahead)
        at = at + ahead * length / steps
        points.append(at.copy())
    add_spline(curve, points, [thick * (1 - 0.75 * i / steps) for i in range(steps + 1)])
    if depth == 0:
        return
    for fork in range(forks):
        place = int(draw.integers(3, steps))
        away = ahead + draw.normal(size=3) * 0.75
        share = 1 - 0.75 * place / steps
        grow(curve, draw, points[place], away, [length * 0.55, thick * share * 0.6, forks, wander, depth - 1])


def pebbles(spots, made, size=(0.1, 0.3), seed=1, kinds=9, flat=0.6):
    """Rounded stones lying at spots (list of (x, y, z)); some shapes shared by many."""
    draw = np.random.default_rng(seed)
    shapes = []
    for kind in range(kinds):
        squash = (1, draw.uniform(0.65, 0.95), draw.uniform(flat - 0.15, flat + 0.15))
        shapes.append(ball(1.0, made, 4, 0.22, 0.9, seed * 31 + kind, squash))
        shapes[-1].location = (0, 0, -500)
    stones = []
    for x, y, z in spots:
        stone = copy_of(shapes[int(draw.integers(kinds))])
        radius = draw.uniform(*size)
        stone.scale = (radius,) * 3
        stone.location = (x, y, z + radius * flat * 0.5)
        stone.rotation_euler = (*draw.uniform(-0.4, 0.4, 2), draw.uniform(0, 2 * math.pi))
        stones.append(stone)
    return stones


def scattered(draw, count, across, deep, z=0.0):
    """Root positions spread over a rectangle centred on the origin."""
    at = draw.uniform(-0.5, 0.5, (count, 3)) * [across, deep, 0]
    at[:, 2] = z
    return at


def rough_ground(x, y, depth=0.2, scale=0.3, seed=0.0, fine=0.15):
    """Height of uneven ground."""
    at = Vector((x * scale + seed, y * scale - seed, seed))
    return depth * noise.fractal(at, 1.0, 2.0, 5) + depth * fine * noise.noise(at * 9)
