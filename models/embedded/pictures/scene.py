"""One picture: a backdrop, things on it back to front, and the camera."""

from dataclasses import dataclass

import numpy as np

import scenery
from camera import develop
from families import FAR, NEAR, draw
from parts import chance
from stage import Pose, Stage


@dataclass(frozen=True)
class Picture:
    """rgb uint8 [S,S,3]; labels uint8 [3,S,S]: part, object and group of each pixel, nested, 0 none; stuff
    bool [256]: which objects are scenery."""

    rgb: np.ndarray
    labels: np.ndarray
    stuff: np.ndarray


def make_picture(seed, side=320):
    """The picture of a seed: the same for ever."""
    rng = np.random.default_rng(seed)
    stage = Stage(rng, side)
    choice = rng.random()
    if choice < 0.15:
        dead_leaves(stage)
    elif choice < 0.23:
        close_up(stage)
    else:
        landscape(stage)
    labels, stuff = stage.labels()
    return Picture(develop(stage.rgb, stage.depth, rng), labels, stuff)


def backdrop(stage):
    """Any scenery; returns the horizon's y."""
    kinds = (scenery.outdoors, scenery.room, scenery.surface, scenery.blurred, scenery.thicket)
    return kinds[stage.rng.choice(5, p=(0.5, 0.17, 0.09, 0.1, 0.14))](stage)


def dead_leaves(stage):
    """30 to 120 random shapes over one another."""
    rng, side = stage.rng, stage.side
    scenery.surface(stage)
    count = int(np.exp(rng.uniform(np.log(28), np.log(100))))
    sizes = np.exp(rng.uniform(np.log(0.07), np.log(0.55), count)) * side
    sizes = np.sort(sizes)[::-1] if chance(rng, 0.5) else sizes
    for k, size in enumerate(sizes):
        thing = draw(rng, stage.palette, "loose")
        at = rng.uniform(-0.05, 1.05, 2) * side
        stage.put(thing, Pose(*at, size, rng.uniform(0, 6.3), False, 1 - k / count))


def close_up(stage):
    """One subject that fills the frame."""
    rng, side = stage.rng, stage.side
    backdrop(stage)
    for _ in range(rng.integers(0, 4)):
        thing = draw(rng, stage.palette)
        stage.put(
            thing, fitted(stage, thing, rng.uniform(0.2, 0.5) * side, (rng.uniform(0, side), side * 0.8, 0.7))
        )
    palette = own_palette(stage, Pose(side / 2, side, side))
    thing = draw(rng, palette)
    size = rng.uniform(0.75, 1.5) * side
    spot = (side * rng.normal(0.5, 0.12), side * rng.uniform(0.85, 1.2), 0.2)
    stage.put(thing, fitted(stage, thing, size, spot))


def landscape(stage):
    """A backdrop with 2 to 14 things or rows of them, far ones first."""
    rng, side = stage.rng, stage.side
    horizon = backdrop(stage)
    if chance(rng, 0.3):
        background_row(stage, horizon)
    count = int(np.exp(rng.uniform(np.log(2), np.log(12))))
    deeps = np.sort(rng.uniform(0, 1, count) ** rng.uniform(0.6, 1.6))
    large = rng.uniform(0.25, 0.75) * side
    for near in deeps:
        floor = max(horizon, 0.1 * side)
        y = floor + (side * 1.05 - floor) * near
        size = np.clip(large * (0.15 + 0.85 * near) * np.exp(rng.normal(0, 0.5)), 0.06 * side, 0.85 * side)
        place(stage, rng.uniform(-0.05, 1.05) * side, (y, size, 1 - near))
    if chance(rng, 0.35):
        place(
            stage,
            side * rng.normal(0.5, 0.15),
            (side * rng.uniform(0.75, 1.02), side * rng.uniform(0.45, 0.85), 0.1),
        )


def background_row(stage, horizon):
    """Trees, bushes, rocks, houses or whatever side by side from edge to edge behind all the rest: one
    group."""
    rng, side = stage.rng, stage.side
    family = FAR[rng.integers(len(FAR))]
    size = rng.uniform(0.15, 0.7) * side
    foot = np.clip(horizon + rng.uniform(0, 0.15) * side, 0.3 * side, side)
    group, x = stage.new_group(), rng.uniform(-0.3, 0.2) * side
    gap = size * rng.uniform(0.3, 0.8)
    while x < 1.1 * side and gap > 16:
        thing = family(rng, stage.palette)
        spot = (x, foot + rng.normal(0, 0.04) * size, 0.85)
        stage.put(thing, fitted(stage, thing, size * np.exp(rng.normal(0, 0.25)), spot), group)
        x += gap * rng.uniform(0.6, 1.6)


def own_palette(stage, pose):
    """The scene's palette, or with p 0.35 the colours of what lies behind."""
    return stage.behind(pose) if chance(stage.rng, 0.35) else stage.palette


def fitted(stage, thing, size, spot):
    """The pose that makes the thing's longer side `size` pixels, its foot (or middle) at spot (x, y,
    depth)."""
    rng = stage.rng
    x0, y0, x1, y1 = thing.bounds()
    scale = size / max(x1 - x0, y1 - y0, 0.1)
    angle = rng.normal(0, 0.05) if thing.upright else rng.uniform(0, 6.3)
    foot = y1 * scale if thing.upright else 0.35 * size
    flip = chance(rng, 0.5)
    middle = scale * (x0 + x1) / 2 * (-1 if flip else 1)
    return Pose(spot[0] - middle, spot[1] - foot, scale, angle, flip, spot[2])


def place(stage, x, frame):
    """A thing, or a row of things of its kind, at x; frame is (foot y, size, depth)."""
    rng, side = stage.rng, stage.side
    y, size, depth = frame
    palette = own_palette(stage, Pose(x, y, size))
    count = int(rng.integers(2, 7)) if chance(rng, 0.15) else 1
    seed = int(rng.integers(2**32))
    group = stage.new_group() if count > 1 else None
    alike = chance(rng, 0.6)
    gap = size * rng.uniform(0.25, 1.0)
    for k in range(count):
        source = np.random.default_rng(seed if alike else (seed, k))
        name_source = np.random.default_rng(seed)
        thing = draw(source, palette, None, name_source)
        if not thing.ground and chance(rng, 0.6):
            y = rng.uniform(0.05, 0.95) * side
        size_k = size * (np.exp(rng.normal(0, 0.15)) if k else 1.0)
        spot = (x + gap * k, y + rng.normal(0, 0.06) * size * (k > 0), depth)
        stage.put(thing, fitted(stage, thing, size_k, spot), group)
