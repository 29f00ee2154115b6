"""A short way to write shader node trees: every method adds a node and returns its socket."""
import bpy


def rgb(text):
    """Linear RGBA of an sRGB hex colour such as 'c08040'."""
    channels = [int(text[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return (*linear, 1.0)


class Graph:
    """Node tree of one material or of the world."""

    def __init__(self, tree):
        self.tree = tree
        tree.nodes.clear()

    def node(self, kind, props=None, **inputs):
        made = self.tree.nodes.new("ShaderNode" + kind)
        for key, value in (props or {}).items():
            setattr(made, key, value)
        for key, value in inputs.items():
            self.set(made.inputs[key.replace("_", " ")], value)
        return made

    def set(self, socket, value):
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        elif isinstance(value, str):
            socket.default_value = rgb(value)
        else:
            socket.default_value = value

    def coords(self, kind="Object", scale=(1, 1, 1), rotate=(0, 0, 0), per_object=0.0):
        """Texture coordinates; per_object shifts them by a different amount for every object."""
        at = self.node("TexCoord").outputs[kind]
        if per_object:
            chance = self.node("ObjectInfo").outputs["Random"]
            shift = self.math("MULTIPLY", chance, per_object)
            at = self.node("VectorMath", {"operation": "ADD"}, Vector=at).outputs[0].node
            self.tree.links.new(shift, at.inputs[1])
            at = at.outputs[0]
        return self.node("Mapping", Vector=at, Scale=scale, Rotation=rotate).outputs[0]

    def noise(self, at, scale=5.0, detail=6.0, rough=0.55, distort=0.0):
        made = self.node("TexNoise", Vector=at, Scale=scale, Detail=detail, Roughness=rough)
        made.inputs["Distortion"].default_value = distort
        return made.outputs["Fac"]

    def voronoi(self, at, scale=5.0, feature="F1", out="Distance"):
        return self.node("TexVoronoi", {"feature": feature}, Vector=at, Scale=scale).outputs[out]

    def wave(self, at, scale=2.0, distort=4.0, detail=3.0, direction="X", kind="BANDS"):
        props = {"wave_type": kind}
        props["bands_direction" if kind == "BANDS" else "rings_direction"] = direction
        made = self.node("TexWave", props, Vector=at, Scale=scale, Distortion=distort, Detail=detail)
        return made.outputs["Fac"]

    def ramp(self, fac, stops):
        """stops: (place, hex colour) or (place, grey)."""
        made = self.node("ValToRGB", Fac=fac)
        elements = made.color_ramp.elements
        while len(elements) < len(stops):
            elements.new(0.5)
        for element, (place, colour) in zip(elements, stops):
            element.position = place
            element.color = rgb(colour) if isinstance(colour, str) else (colour, colour, colour, 1)
        return made.outputs["Color"]

    def mix(self, fac, first, second, blend="MIX"):
        made = self.node("MixRGB", {"blend_type": blend}, Fac=fac)
        self.set(made.inputs[1], first)
        self.set(made.inputs[2], second)
        return made.outputs[0]

    def math(self, operation, first, second=0.0):
        made = self.node("Math", {"operation": operation})
        self.set(made.inputs[0], first)
        self.set(made.inputs[1], second)
        return made.outputs[0]

    def spread(self, value, low, high):
        """A 0..1 value stretched to low..high."""
        return self.node("MapRange", Value=value, To_Min=low, To_Max=high).outputs[0]

    def bump(self, height, strength=0.3, distance=0.1, under=None):
        made = self.node("Bump", Strength=strength, Distance=distance, Height=height)
        if under is not None:
            self.set(made.inputs["Normal"], under)
        return made.outputs[0]

    def vary(self, colour, source, hue=0.03, value=0.35):
        """The colour shifted a little by a random 0..1 source."""
        made = self.node("HueSaturation", Color=colour)
        self.set(made.inputs["Hue"], self.spread(source, 0.5 - hue, 0.5 + hue))
        self.set(made.inputs["Value"], self.spread(source, 1 - value, 1 + value))
        return made.outputs[0]

    def principled(self, **inputs):
        return self.node("BsdfPrincipled", **inputs).outputs[0]

    def surface(self, shader):
        self.tree.links.new(shader, self.node("OutputMaterial").inputs["Surface"])


def material(name):
    """A new material and its empty graph."""
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    return made, Graph(made.node_tree)
