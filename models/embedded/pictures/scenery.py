"""What things stand in: skies, hills, lawns, water, rooms, textures. Each backdrop returns the horizon's y
in pixels."""

import cv2
import numpy as np

import outlines as o
from coats import below, full, painter, texture, tiled
from fields import field
from looks import make_look, near_look, paint
from parts import Part, chance, pick
from raster import box_of, cover, fringed
from skies import sky
from stage import LEAST


def ground_depth(stage, horizon):
    """float32 [S,S]: 1 at the horizon down to about 0 at the lower edge."""
    rows = np.arange(stage.side, dtype=np.float32)
    deep = np.clip(1 - (rows - horizon) / max(stage.side - horizon, 8), 0, 1) ** 0.8
    return np.repeat(deep[:, None], stage.side, 1)


def hills(stage, horizon):
    """Layers of hills, mountains or woods behind the horizon, the far ones paler."""
    rng, side = stage.rng, stage.side
    count = int(rng.integers(0, 4))
    for k in range(count):
        kind = pick(rng, "stone", "leaf", "leaf", "grass", "ground")
        tall = rng.uniform(0.04, 0.35) * side * (1 - 0.25 * k)
        line = horizon + 2 - np.maximum(o.ridge(rng, 65, rng.uniform(0.3, 0.62)), 0.02) * tall
        fringe = rng.uniform(0.8, 3) if kind == "leaf" else 0.0
        mask = below(stage, line, fringe)
        mask[min(side, int(horizon) + 12) :] = 0
        air = stage.rgb[: max(1, int(horizon * 0.6)) : 8, ::8].mean((0, 1))
        veil = np.float32(rng.uniform(0, 0.6) * (1 - k / count))
        draw = texture(stage, kind)
        stage.fill(
            lambda shape, draw=draw, air=air, veil=veil: draw(shape) * (1 - veil) + air * veil,
            mask,
            0.98 - 0.06 * k,
        )


def water(stage, horizon):
    """A painter of water with the picture above the horizon mirrored in it and broken by ripples."""
    rng = stage.rng
    look = make_look(rng, stage.palette, "water")
    share = rng.uniform(0, 0.75) if horizon > 8 else 0.0

    def draw(shape):
        """The water."""
        rgb = paint(look, shape, rng)
        if share < 0.1:
            return rgb
        height, width = shape
        shake = field(rng, "ripples", shape).astype(np.float32) - 128
        deep = np.arange(height, dtype=np.float32)[:, None] / stage.side
        ys = horizon - deep * stage.side + shake * deep * np.float32(rng.uniform(0.05, 0.4))
        xs = np.arange(width, dtype=np.float32)[None] + shake * deep * 0.1
        mirror = cv2.remap(
            stage.rgb, xs, np.clip(ys, 0, max(horizon - 1, 1)).astype(np.float32), cv2.INTER_LINEAR
        )
        return cv2.addWeighted(rgb, 1 - share, cv2.GaussianBlur(mirror, (0, 0), 1.0), share, 0)

    return draw


def outdoors(stage):
    """Sky, hills and a ground or water up to a horizon; a path or a shore now and then."""
    rng, side = stage.rng, stage.side
    horizon = float(np.clip(rng.normal(0.4, 0.2), -0.3, 0.85) * side)
    if horizon > 8:
        sky(stage)
        hills(stage, horizon)
    kind = pick(rng, "grass", "grass", "ground", "water", "stone", "ground")
    stage.growth = {"grass": 0.6, "ground": 0.25, "water": 0.3}.get(kind, 0.1)
    tilt = rng.normal(0, 0.01) * side
    line = (
        horizon + np.linspace(-tilt, tilt, 65) + (o.ridge(rng, 65, 0.5) - 0.5) * rng.uniform(0, 0.04) * side
    )
    if kind == "water":
        line = np.full(2, horizon)
    draw = water(stage, horizon) if kind == "water" else ground(stage, kind)
    mask = below(stage, line, rng.uniform(0.8, 2.5) if kind == "grass" and chance(rng, 0.5) else 0)
    stage.fill(draw, mask, ground_depth(stage, horizon))
    if chance(rng, 0.35):
        band(stage, max(horizon, 0))
    if chance(rng, 0.3):
        dapple(stage, horizon)
    return horizon


def ground(stage, kind):
    """A painter of a random ground; grass, earth and water recede by themselves, the others are laid in
    perspective."""
    look = make_look(stage.rng, stage.palette, kind)
    own = kind in ("grass", "ground", "water") or chance(stage.rng, 0.3)
    return painter(stage, look) if own else tiled(stage, look)


def band(stage, horizon):
    """A path, a strip of water, a shore or a field across the ground."""
    rng, side = stage.rng, stage.side
    kind = pick(rng, "ground", "grass", "water", "stone", "plain")
    if chance(rng, 0.5):
        x, far, near = rng.uniform(0, side), rng.uniform(0.01, 0.1) * side, rng.uniform(0.1, 0.5) * side
        foot = x + rng.normal(0, 0.4) * side
        middle = (x + foot) / 2 + rng.normal(0, 0.1) * side
        outline = o.limb(
            [(x, horizon + 2), (middle, (horizon + side) / 2), (foot, side + 30)],
            [far, (far + near) / 3, near],
        )
    else:
        y0 = rng.uniform(horizon, side)
        tall = rng.uniform(0.05, 0.3) * (side - horizon) + 4
        top = y0 + (o.ridge(rng, 17, 0.5) - 0.5) * tall * 0.6
        xs = np.linspace(-5, side + 5, 17)
        low = y0 + tall + (o.ridge(rng, 17, 0.5) - 0.5) * tall * 0.6
        outline = np.concatenate([np.stack([xs, top], 1), np.stack([xs, low], 1)[::-1]])
    mask = cover([outline], (0, 0, side, side))
    mask[: max(0, int(horizon))] = 0
    if chance(rng, 0.5):
        mask = fringed(mask, rng.uniform(0.8, 3), rng)
        mask[: max(0, int(horizon))] = 0
    if np.count_nonzero(mask > 127) > LEAST:
        stage.fill(ground(stage, kind), mask, ground_depth(stage, horizon))


def dapple(stage, horizon):
    """Patches of shade on the ground: no target of their own."""
    rng, side = stage.rng, stage.side
    noise = field(rng, pick(rng, "smooth", "billow", "natural"), (side, side), rng.uniform(0.6, 2), 0.0)
    share = np.clip((noise.astype(np.float32) - 120) / rng.uniform(8, 40), 0, 1) * rng.uniform(0.2, 0.6)
    share[: max(0, int(horizon))] = 0
    stage.rgb *= (1 - share)[..., None]


def room(stage):
    """A wall, a floor or table below it, a corner and hangings now and then."""
    rng, side = stage.rng, stage.side
    wall = make_look(rng, stage.palette, pick(rng, "plain", "plain", "cloth", "brick", "wood", "stone"))
    stage.fill(painter(stage, wall), full(side), 0.9)
    foot = float(rng.uniform(0.35, 1.05) * side)
    if chance(rng, 0.3):
        x = rng.uniform(0.1, 0.9) * side
        lean = rng.normal(0, 0.05) * side
        outline = np.array([(x, -5), (side + 5, -5), (side + 5, side + 5), (x + lean, side + 5)])
        stage.fill(
            painter(stage, near_look(rng, wall, rng.uniform(0.1, 0.5))),
            cover([outline], (0, 0, side, side)),
            0.85,
        )
    for _ in range(rng.integers(0, 4)):
        hanging(stage, foot)
    if foot < side - 6:
        tilt = rng.normal(0, 0.03) * side
        kind = pick(rng, "wood", "plain", "cloth", "stone", "ground")
        mask = below(stage, np.array([foot - tilt, foot + tilt]))
        stage.fill(ground(stage, kind), mask, ground_depth(stage, foot) * 0.8)
    return foot


def hanging(stage, foot):
    """A window, a picture, a curtain or a board on the wall."""
    rng, side = stage.rng, stage.side
    x, y = rng.uniform(0, side), rng.uniform(0, max(foot, 20)) * 0.6
    w, h = rng.uniform(0.05, 0.25, 2) * side
    outer = o.rect(x - w, y - h, x + w, y + h)
    group = stage.new_group()
    owner = stage.new_object(group)
    frame = min(w, h) * rng.uniform(0, 0.3)
    inner = o.rect(x - w + frame, y - h + frame, x + w - frame, y + h - frame)
    for outline, kind in ((outer, "wood"), (inner, None)):
        box = box_of([outline], side)
        if box is None:
            return
        part = Part([], make_look(rng, stage.palette, kind), pick(rng, "flat", "none"))
        stage.lay(part, cover([outline], box), (box, 0.88, stage.new_part(owner)))


def surface(stage):
    """One texture seen from the front or above: no horizon."""
    rng = stage.rng
    stage.fill(texture(stage, None, pick(rng, 1.0, 1.0, 2.0)), full(stage.side), 0.5)
    return float(-0.5 * stage.side)


def thicket(stage):
    """Foliage, reeds, rubble or straw seen from near by: masses of one kind over each other, as busy as any
    subject."""
    rng, side = stage.rng, stage.side
    kinds = pick(
        rng,
        ("leaf", "leaf", "grass"),
        ("leaf", "wood"),
        ("stone", "ground"),
        ("grass", "ground"),
        ("stone", "leaf"),
    )
    stage.fill(texture(stage, kinds[0]), full(side), 0.9)
    look = make_look(rng, stage.palette, kinds[-1])
    for k in range(rng.integers(2, 9)):
        size = rng.uniform(0.2, 0.8) * side
        outline = o.blob(rng, 0.6) * size * (1.3, 1) + rng.uniform(0, side, 2)
        box = box_of([outline], side, 8)
        if box is None:
            continue
        alpha = fringed(cover([outline], box), rng.uniform(1, 6), rng)
        look = (
            near_look(rng, look, rng.uniform(0.05, 0.4))
            if chance(rng, 0.6)
            else make_look(rng, stage.palette, pick(rng, *kinds))
        )
        part = Part([], look, pick(rng, "round", "flat", "none"))
        stage.lay(part, alpha, (box, 0.9 - 0.05 * k, stage.new_part(stage.new_object(stuff=True))))
    stage.growth = 0.4
    return float(rng.uniform(-0.5, 0.6) * side)


def blurred(stage):
    """A background far out of focus."""
    rng, side = stage.rng, stage.side
    stage.fill(texture(stage, pick(rng, "leaf", "plain", "grass", "stone", None), 3.0), full(side), 1.0)
    for _ in range(rng.integers(0, 12)):
        x, y, r = rng.uniform(0, side), rng.uniform(0, side), rng.uniform(0.03, 0.25) * side
        tone = stage.palette[rng.integers(8)] * rng.uniform(0.7, 1.3)
        outline = ((o.blob(rng, 0.3) * 2 * r + (x, y)) * 16).astype(np.int32)
        cv2.fillPoly(stage.rgb, [outline], np.clip(tone, 0, 1).tolist(), cv2.LINE_8, 4)
    small = cv2.resize(stage.rgb, (40, 40), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), rng.uniform(0.5, 3))
    stage.rgb[:] = cv2.resize(small, (side, side), interpolation=cv2.INTER_CUBIC)
    return float(rng.uniform(-0.5, 0.5) * side)
