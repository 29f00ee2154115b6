"""Meshes made from numbers: turned profiles, uneven balls, tubes, letters, boxes, draped cloth."""
import math
import random

import bmesh
import bpy
from mathutils import Vector, noise


def from_faces(name, points, faces, made=None, smooth=True):
    """Object of vertices and faces."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(points, [], faces)
    if smooth:
        mesh.polygons.foreach_set("use_smooth", [True] * len(mesh.polygons))
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(thing)
    if made:
        mesh.materials.append(made)
    return thing


def paint(thing, made):
    thing.data.materials.clear()
    thing.data.materials.append(made)
    return thing


def lathe(profile, made=None, steps=64, smooth=2):
    """Turns (radius, height) points round Z; smooth is the level of subdivision."""
    points, faces = [], []
    for radius, height in profile:
        for step in range(steps):
            angle = 2 * math.pi * step / steps
            points.append((radius * math.cos(angle), radius * math.sin(angle), height))
    for row in range(len(profile) - 1):
        for step in range(steps):
            after = (step + 1) % steps
            faces.append((row * steps + step, row * steps + after, (row + 1) * steps + after, (row + 1) * steps + step))
    thing = from_faces("turned", points, faces, made)
    if smooth:
        subdivide(thing, smooth)
    return thing


def subdivide(thing, levels):
    made = thing.modifiers.new("smooth", "SUBSURF")
    made.levels = made.render_levels = levels
    return thing


def hollow(outer, wall=0.08):
    """Profile of a vessel: the outer profile from the foot up, then back down inside."""
    inner = [(max(0.0, r - wall), h) for r, h in reversed(outer) if h > wall * 1.2]
    return [(0, outer[0][1]), *outer, *inner, (0, max(h for r, h in inner[-1:]))]


def ball(radius=1.0, made=None, detail=5, lumps=0.0, scale=1.0, seed=0, squash=(1, 1, 1)):
    """Sphere pushed in and out by noise; lumps is the depth as a share of the radius."""
    mesh = bpy.data.meshes.new("ball")
    work = bmesh.new()
    bmesh.ops.create_icosphere(work, subdivisions=detail, radius=1.0)
    shift = Vector((seed * 7.31, seed * 3.17, seed * 1.93))
    for vertex in work.verts:
        depth = noise.fractal(vertex.co * scale + shift, 1.0, 2.0, 4) if lumps else 0.0
        vertex.co = vertex.co * (1 + lumps * depth) * radius
        vertex.co = Vector(c * s for c, s in zip(vertex.co, squash))
    work.to_mesh(mesh)
    work.free()
    mesh.polygons.foreach_set("use_smooth", [True] * len(mesh.polygons))
    thing = bpy.data.objects.new("ball", mesh)
    bpy.context.collection.objects.link(thing)
    if made:
        mesh.materials.append(made)
    return thing


def tube(points, radius, made=None, taper=None, closed=False, round_=4):
    """Round cord along points; taper gives a factor of the radius for every point."""
    curve = bpy.data.curves.new("tube", "CURVE")
    curve.dimensions = "3D"
    curve.bevel_depth = radius
    curve.bevel_resolution = round_
    curve.resolution_u = 6
    curve.use_fill_caps = True
    add_spline(curve, points, taper, closed)
    thing = bpy.data.objects.new("tube", curve)
    bpy.context.collection.objects.link(thing)
    if made:
        curve.materials.append(made)
    return thing


def add_spline(curve, points, taper=None, closed=False):
    spline = curve.splines.new("NURBS")
    spline.points.add(len(points) - 1)
    for place, point in enumerate(points):
        spline.points[place].co = (*point, 1)
        spline.points[place].radius = taper[place] if taper else 1.0
    spline.use_endpoint_u = not closed
    spline.use_cyclic_u = closed
    spline.order_u = 4
    return spline


def box(size, made=None, bevel=0.02, at=(0, 0, 0), turn=0.0):
    """Box standing on `at`, with rounded edges; turn in degrees round Z."""
    bpy.ops.mesh.primitive_cube_add(size=1)
    thing = bpy.context.object
    for vertex in thing.data.vertices:
        vertex.co = Vector((vertex.co.x * size[0], vertex.co.y * size[1], (vertex.co.z + 0.5) * size[2]))
    thing.location = at
    thing.rotation_euler.z = math.radians(turn)
    if bevel:
        edge = thing.modifiers.new("edge", "BEVEL")
        edge.width, edge.segments = bevel, 3
    if made:
        thing.data.materials.append(made)
    thing.data.polygons.foreach_set("use_smooth", [True] * 6)
    thing.data.use_auto_smooth = True
    return thing


def letters(text, made=None, size=1.0, depth=0.02, font=None, bevel=0.0):
    """Text object, centred; stands in its own XY plane."""
    curve = bpy.data.curves.new("letters", "FONT")
    curve.body = text
    curve.size = size
    curve.extrude = depth
    curve.bevel_depth = bevel
    curve.align_x = curve.align_y = "CENTER"
    thing = bpy.data.objects.new("letters", curve)
    bpy.context.collection.objects.link(thing)
    if made:
        curve.materials.append(made)
    return thing


def sheet(across, deep, height, made=None, steps=(120, 120)):
    """Grid in XY whose height is the function height(x, y)."""
    columns, rows = steps
    points = []
    for row in range(rows + 1):
        for column in range(columns + 1):
            x, y = (column / columns - 0.5) * across, (row / rows - 0.5) * deep
            points.append((x, y, height(x, y)))
    width = columns + 1
    faces = [
        (r * width + c, r * width + c + 1, (r + 1) * width + c + 1, (r + 1) * width + c)
        for r in range(rows)
        for c in range(columns)
    ]
    return from_faces("sheet", points, faces, made)


def swept(points, radii, made=None, sides=24, flatten=1.0):
    """Tube as a mesh with UV: u along (0..1), v round; flatten squeezes it along its up axis."""
    centres = [Vector(p) for p in points]
    up, verts, uvs = Vector((0, 0, 1)), [], []
    for place, centre in enumerate(centres):
        ahead = centres[min(place + 1, len(centres) - 1)] - centres[max(place - 1, 0)]
        side = ahead.cross(up).normalized() if ahead.cross(up).length > 1e-6 else Vector((1, 0, 0))
        up = side.cross(ahead).normalized()
        for step in range(sides):
            angle = 2 * math.pi * step / sides
            verts.append(centre + radii[place] * (side * math.cos(angle) + up * math.sin(angle) * flatten))
            uvs.append((place / (len(centres) - 1), step / sides))
    faces = []
    for row in range(len(centres) - 1):
        for step in range(sides):
            after = (step + 1) % sides
            faces.append((row * sides + step, row * sides + after, (row + 1) * sides + after, (row + 1) * sides + step))
    faces += [tuple(range(sides))[::-1], tuple(range((len(centres) - 1) * sides, len(verts)))]
    thing = from_faces("swept", verts, faces, made)
    layer = thing.data.uv_layers.new()
    for loop in thing.data.loops:
        layer.data[loop.index].uv = uvs[loop.vertex_index]
    return thing


def copy_of(thing):
    """Another object with the same mesh."""
    made = thing.copy()
    bpy.context.collection.objects.link(made)
    return made


def draws(seed):
    """The only source of chance in the scenes."""
    return random.Random(seed)
