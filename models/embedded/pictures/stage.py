"""The stage: a canvas that things are put on back to front, with the part, object and group of every
pixel."""

from dataclasses import dataclass

import cv2
import numpy as np

import outlines as o
from fields import field
from light import make_light, shade, shadow
from looks import paint
from palette import make_palette
from parts import contours
from raster import box_of, clipped, cover, fringed, on_frame

TINY = 22  # pixels: a part smaller than this is shaded and patterned in the simplest way
SLOPE = np.arange(TINY, dtype=np.float32)
LEAST = 30  # pixels that must be seen of a part, object or group to be labelled


@dataclass(frozen=True)
class Pose:
    """Where a thing stands: its foot (x, y) and size in pixels, turn in radians, mirrored or not, depth
    0..1."""

    x: float
    y: float
    size: float
    angle: float = 0.0
    flip: bool = False
    depth: float = 0.3
    stretch: float = 1.0

    def place(self, outline):
        """The outline in pixels of the canvas."""
        scale = np.array([-1.0 if self.flip else 1.0, self.stretch]) * self.size
        return o.turned(outline * scale, self.angle) + (self.x, self.y)


class Stage:
    """rgb float32 [S,S,3] sRGB 0..1, depth float32 [S,S] 0 near..1 far, ids int32 [S,S] (index + 1 of a
    part)."""

    def __init__(self, rng, side):
        """An empty stage with a palette and a light of its own."""
        self.rng, self.side = rng, side
        self.palette = make_palette(rng)
        self.light = make_light(rng)
        self.rgb = np.zeros((side, side, 3), np.float32)
        self.depth = np.ones((side, side), np.float32)
        self.ids = np.zeros((side, side), np.int32)
        self.owner, self.group, self.stuff = [], [], []  # object of each part; group and kind of each object
        self.groups = 0
        self.growth = 0.0  # how likely grass hides the feet of what stands on the ground

    def new_group(self):
        """The number of a group that nothing belongs to yet."""
        self.groups += 1
        return self.groups

    def new_object(self, group=None, stuff=False):
        """The number of a new object in the group (one of its own when None)."""
        self.group.append(group or self.new_group())
        self.stuff.append(stuff)
        return len(self.group)

    def new_part(self, owner):
        """The id of a new part of an object."""
        self.owner.append(owner)
        return len(self.owner)

    def behind(self, pose):
        """A palette [8,3] of what lies behind the pose: for camouflage."""
        reach = 0.7 * pose.size
        at = self.rng.normal(0, 1, (8, 2)) * reach * 0.4 + (pose.x, pose.y - 0.5 * reach)
        at = np.clip(at, 0, self.side - 1).astype(int)
        return np.clip(self.rgb[at[:, 1], at[:, 0]] + self.rng.normal(0, 0.04, (8, 3)), 0, 1).astype(
            np.float32
        )

    def put(self, thing, pose, group=None):
        """Paints the thing over all there is; its objects join the group (one of their own when None)."""
        covers = self.covers(thing, pose)
        if not covers:
            return
        if thing.casts:
            self.cast(covers)
        group = group or self.new_group()
        objects, ids = {}, {}
        soft = self.rng.random() < 0.12
        if thing.ground and self.rng.random() < self.growth:
            self.sink(covers, pose)
        for index, (part, alpha, box) in covers.items():
            if part.member not in objects:
                objects[part.member] = self.new_object(group)
            if part.mark:
                ids[index] = ids.get(part.inside, 0)
            else:
                ids[index] = self.new_part(objects[part.member])
            if soft:
                alpha = cv2.GaussianBlur(alpha, (0, 0), 1.2)
            self.lay(part, alpha, (box, pose.depth, ids[index]))

    def covers(self, thing, pose):
        """{index: (part, alpha uint8, box)} of the parts that reach the frame."""
        out = {}
        for index, part in enumerate(thing.parts):
            shapes = [[pose.place(c) for c in contours(s)] for s in part.shapes]
            fringe = part.fringe * pose.size
            box = box_of([c for s in shapes for c in s], self.side, 2 + 2 * fringe)
            if box is None or (part.inside >= 0 and part.inside not in out):
                continue
            alpha = cover(shapes, box)
            if fringe > 0.5:
                alpha = fringed(alpha, fringe, self.rng)
            if part.inside >= 0:
                alpha = clipped(alpha, box, *out[part.inside][1:])
            out[index] = (part, alpha, box)
        return out

    def sink(self, covers, pose):
        """Blades of what grows on the ground hide the lowest part of all covers."""
        foot = max(box[3] for _, _, box in covers.values())
        tall = int(np.clip(self.rng.uniform(0.03, 0.15) * pose.size, 3, 30))
        name = ("grass", "straw", "leaves", "rough")[self.rng.integers(4)]
        noise = field(self.rng, name, (tall, self.side + 80), self.rng.uniform(0.5, 1.2)).astype(np.float32)
        rise = np.linspace(-70, 110, tall, dtype=np.float32)[:, None]
        keep = np.clip(255 - (noise - 190 + rise) * 6, 0, 255).astype(np.uint8)
        for _, alpha, box in covers.values():
            top = max(foot - tall, box[1])
            if top < box[3]:
                piece = alpha[top - box[1] :]
                rows = slice(top - foot + tall, box[3] - foot + tall)
                piece[:] = cv2.multiply(piece, keep[rows, box[0] + 40 : box[2] + 40], scale=1 / 255)

    def cast(self, covers):
        """The shadow of all parts together on what lies behind."""
        boxes = np.array([box for _, _, box in covers.values()])
        x0, y0, x1, y1 = (*boxes[:, :2].min(0), *boxes[:, 2:].max(0))
        whole = np.zeros((y1 - y0, x1 - x0), np.uint8)
        for _, alpha, (left, top, right, bottom) in covers.values():
            piece = whole[top - y0 : bottom - y0, left - x0 : right - x0]
            np.maximum(piece, alpha, out=piece)
        shadow(self.rgb, whole.astype(np.float32) / 255, (x0, y0, x1, y1), self.light, self.rng)

    def lay(self, part, alpha, where):
        """Paints one part: where is (box, depth, part id)."""
        box, depth, ident = where
        canvas, own = on_frame(box, self.side)
        if min(alpha.shape) < 1 or not alpha[own].any():
            return
        share = alpha.astype(np.float32) * np.float32(1 / 255)
        if max(alpha.shape) < TINY:
            rgb = self.plain(part.look, alpha.shape)
        else:
            rgb = paint(part.look, alpha.shape, self.rng)
            if part.form != "none":
                rgb = shade(rgb, share, self.light, part.form, self.rng)
        self.blend(rgb[own], np.ascontiguousarray(share[own]) * np.float32(part.opacity), canvas)
        seen = alpha[own] > 127
        self.depth[canvas][seen] = depth
        if ident:
            self.ids[canvas][seen] = ident

    def plain(self, look, shape):
        """rgb [h,w,3] of a small part: one field of the look, lighter on the side of the light."""
        rgb = look.ramp[field(self.rng, look.fine[0], shape)]
        x, y = self.light.direction[:2] * np.float32(0.5 * (1 - self.light.ambient))
        slope = SLOPE[: shape[0], None] * (y / shape[0]) + SLOPE[None, : shape[1]] * (x / shape[1])
        return rgb * (1 + 2 * slope - (x + y))[..., None]

    def blend(self, rgb, share, canvas):
        """Mixes rgb [h,w,3] into a piece of the canvas by share [h,w]."""
        there = self.rgb[canvas]
        there[:] = cv2.blendLinear(
            np.ascontiguousarray(rgb, np.float32), np.ascontiguousarray(there), share, 1 - share
        )

    def fill(self, painter, mask, depth):
        """Lays painter(shape) -> rgb where the mask uint8 [S,S] is set, as scenery; depth is a number or
        [S,S]. The painter is asked for the rows that the mask reaches alone."""
        rows = np.flatnonzero(mask.max(1))
        if len(rows) == 0:
            return
        band = (slice(rows[0], rows[-1] + 1), slice(None))
        rgb = painter((int(rows[-1] - rows[0]) + 1, self.side))
        seen = mask[band] > 127
        if mask[band].min() == 255:
            self.rgb[band] = rgb
        else:
            self.blend(rgb, mask[band].astype(np.float32) * np.float32(1 / 255), band)
        self.depth[band][seen] = depth[band][seen] if isinstance(depth, np.ndarray) else depth
        self.ids[band][seen] = self.new_part(self.new_object(stuff=True))

    def labels(self):
        """(uint8 [3,S,S]: part, object and group of each pixel, nested; bool [256]: which objects are
        scenery)."""
        owner = np.array([0, *self.owner])
        group = np.array([0, *self.group])
        objects = owner[self.ids]
        object_numbers = numbered(objects, len(group))
        group_numbers = numbered(group[objects], self.groups + 1)
        object_numbers[group_numbers[group] == 0] = 0
        part_numbers = numbered(self.ids, len(owner))
        part_numbers[object_numbers[owner] == 0] = 0
        stuff = np.zeros(256, bool)
        stuff[object_numbers[1:][np.array(self.stuff, bool)]] = True
        stuff[0] = False
        out = np.stack([part_numbers[self.ids], object_numbers[objects], group_numbers[group[objects]]])
        return out, stuff


def numbered(ids, count):
    """uint8 [count]: the new number of each id: 1..255 for those seen on LEAST pixels or more, largest kept,
    else 0."""
    seen = np.bincount(ids.ravel(), minlength=count)
    seen[0] = 0
    kept = np.flatnonzero(seen >= LEAST)
    if len(kept) > 255:
        kept = np.sort(kept[np.argsort(-seen[kept], kind="stable")[:255]])
    out = np.zeros(count, np.uint8)
    out[kept] = np.arange(1, len(kept) + 1)
    return out
