"""An empty stage: render settings, camera, lights, world and the tags of what can be asked for."""
import math

import bpy
from mathutils import Vector

from graph import Graph, rgb


class Stage:
    """One scene being built. Tags give objects the index by which their pixels are found."""

    def __init__(self, size):
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self.scene = bpy.context.scene
        self.scene.render.resolution_x, self.scene.render.resolution_y = size
        self.tags = {}
        self.scene.world = bpy.data.worlds.new("world")
        self.scene.world.use_nodes = True
        self.world = Graph(self.scene.world.node_tree)

    def tag(self, name, *objects):
        """Marks objects (and their children) as one thing; returns the first object."""
        index = self.tags.setdefault(name, len(self.tags) + 1)
        for thing in objects:
            for part in [thing, *thing.children_recursive]:
                part.pass_index = index
        return objects[0]

    def camera(self, at, look, lens=50, focus=None, fstop=2.8, roll=0.0):
        """focus: the point held sharp; lengths in scene units taken as metres by the lens."""
        data = bpy.data.cameras.new("camera")
        thing = bpy.data.objects.new("camera", data)
        bpy.context.collection.objects.link(thing)
        thing.location = at
        toward = Vector(look) - Vector(at)
        turn = toward.to_track_quat("-Z", "Y").to_euler()
        turn.rotate_axis("Z", roll)
        thing.rotation_euler = turn
        data.lens = lens
        data.clip_end = 2000
        data.dof.use_dof = True
        view = toward.normalized()
        data.dof.focus_distance = (Vector(focus or look) - Vector(at)).dot(view)
        data.dof.aperture_fstop = fstop
        data.dof.aperture_blades = 7
        self.scene.camera = thing
        return thing

    def sky(self, elevation, turn, strength=0.3, haze=1.0, size=0.55, sun=1.0):
        """Clear sky with its sun; angles in degrees."""
        props = {"sky_type": "NISHITA", "sun_elevation": math.radians(elevation)}
        props |= {"sun_rotation": math.radians(turn), "sun_size": math.radians(size)}
        props |= {"dust_density": haze, "sun_intensity": sun, "air_density": 1.0 + 0.3 * haze}
        self.background(self.world.node("TexSky", props).outputs[0], strength)

    def dome(self, low, high, strength=1.0, clouds=0.35, scale=1.6):
        """Overcast or indoor surroundings: a graded dome with soft uneven brightness."""
        graph = self.world
        at = graph.node("TexCoord").outputs["Generated"]
        split = graph.node("SeparateXYZ", Vector=at).outputs["Z"]
        graded = graph.ramp(graph.spread(split, 0.35, 1.0), [(0.0, low), (1.0, high)])
        cloud = graph.ramp(graph.noise(at, scale, 6), [(0.3, 1 - clouds), (0.75, 1.0 + clouds)])
        self.background(graph.mix(1.0, graded, cloud, "MULTIPLY"), strength)

    def background(self, colour, strength):
        graph = self.world
        made = graph.node("Background", Strength=strength)
        graph.set(made.inputs["Color"], colour)
        graph.tree.links.new(made.outputs[0], graph.node("OutputWorld").inputs["Surface"])

    def fog(self, density, colour="c8d0d8", forward=0.4, size=120.0):
        """Air that scatters light, as a large box around the scene."""
        bpy.ops.mesh.primitive_cube_add(size=size, location=(0, 0, size / 2 - 2))
        box = bpy.context.object
        made = bpy.data.materials.new("air")
        made.use_nodes = True
        graph = Graph(made.node_tree)
        air = graph.node("VolumeScatter", Color=colour, Density=density, Anisotropy=forward)
        graph.tree.links.new(air.outputs[0], graph.node("OutputMaterial").inputs["Volume"])
        box.data.materials.append(made)
        return box

    def lamp(self, kind, at, look=(0, 0, 0), power=100.0, size=1.0, colour="ffffff", shape=None):
        """kind AREA, POINT, SPOT or SUN; size is the width of the light in scene units."""
        data = bpy.data.lights.new("lamp", kind)
        data.energy = power
        data.color = rgb(colour)[:3]
        if kind == "AREA":
            data.shape = "RECTANGLE" if shape else "DISK"
            data.size = size
            data.size_y = shape or size
        elif kind == "SUN":
            data.angle = math.radians(size)
        else:
            data.shadow_soft_size = size
        thing = bpy.data.objects.new("lamp", data)
        bpy.context.collection.objects.link(thing)
        thing.location = at
        thing.rotation_euler = (Vector(look) - Vector(at)).to_track_quat("-Z", "Y").to_euler()
        return thing


def place(thing, at=(0, 0, 0), turn=(0, 0, 0), scale=1.0):
    """Moves an object; angles in degrees. Returns it."""
    thing.location = at
    thing.rotation_euler = [math.radians(a) for a in turn]
    thing.scale = (scale,) * 3 if isinstance(scale, (int, float)) else scale
    return thing
