"""What a thing is made of: parts with a look each, painted back to front."""

from dataclasses import dataclass, field, replace

import numpy as np

import outlines as o


@dataclass
class Part:
    """One painted piece. shapes: outlines united; each is one [N,2] array or a list of them (even-odd:
    holes). inside: index of the part it is clipped to, -1 none. fringe: raggedness of its edge as a share of
    its size. member: which object of the thing it belongs to. mark: a detail that is no target of its own."""

    shapes: list
    look: object
    form: str = "round"
    inside: int = -1
    fringe: float = 0.0
    member: int = 0
    mark: bool = False
    opacity: float = 1.0


@dataclass
class Thing:
    """Parts back to front, in units of the thing's own size (y down, foot at y = 0). ground: it stands on
    something. upright: it is not turned about at random. casts: it throws a shadow."""

    parts: list = field(default_factory=list)
    ground: bool = True
    upright: bool = True
    casts: bool = True

    def add(self, shapes, look, form="round", **more):
        """Adds a part in front of the others and returns its index."""
        self.parts.append(Part(shapes, look, form, **more))
        return len(self.parts) - 1

    def bounds(self):
        """(x0, y0, x1, y1) over all outlines."""
        points = np.concatenate([c for p in self.parts for s in p.shapes for c in contours(s)])
        return (*points.min(0), *points.max(0))


def contours(shape):
    """A shape's outlines as a list."""
    return shape if isinstance(shape, list) else [shape]


def moved(thing, scale, shift, angle=0.0):
    """The thing scaled (number or (sx, sy)), turned and shifted, as a new one."""

    def put(shape):
        """One shape as moved."""
        return [o.turned(c * scale, angle) + shift for c in contours(shape)]

    parts = [replace(p, shapes=[put(s) for s in p.shapes]) for p in thing.parts]
    return replace(thing, parts=parts)


def joined(back, front):
    """Both things as one group: the front one's objects are numbered on."""
    members = 1 + max((p.member for p in back.parts), default=-1)
    start = len(back.parts)
    for p in front.parts:
        inside = p.inside + start if p.inside >= 0 else -1
        back.parts.append(replace(p, member=p.member + members, inside=inside))
    return back


def pick(rng, *values):
    """One of the values, all as likely."""
    return values[rng.integers(len(values))]


def chance(rng, p):
    """True with probability p."""
    return rng.random() < p
