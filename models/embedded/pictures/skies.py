"""Skies: gradients, veils of haze and clouds."""

import cv2
import numpy as np

import outlines as o
from coats import full, texture
from fields import field
from looks import make_look
from parts import Part, chance, pick
from raster import box_of, cover, fringed


def sky(stage):
    """A sky over the whole frame, paler or darker towards the horizon, with clouds now and then."""
    rng, side = stage.rng, stage.side
    stage.fill(texture(stage, "sky" if chance(rng, 0.85) else "cloud", pick(rng, 1.0, 2.0)), full(side), 1.0)
    rise = np.linspace(-1, 1, side)[:, None, None] * rng.normal(0.06, 0.1)
    stage.rgb = np.clip(stage.rgb + rise.astype(np.float32), 0, 1)
    if chance(rng, 0.35):
        soft_clouds(stage)
    for _ in range(rng.integers(1, 5) if chance(rng, 0.4) else 0):
        cloud(stage)


def soft_clouds(stage):
    """Haze and streaks of cloud with no edge to speak of: no target of their own."""
    rng, side = stage.rng, stage.side
    veil = field(rng, pick(rng, "billow", "smooth", "streak"), (side, side), rng.uniform(1, 3), 0.0)
    share = np.clip((veil.astype(np.float32) - rng.uniform(90, 170)) / rng.uniform(40, 120), 0, 0.9)
    stage.blend(texture(stage, "cloud", 2.0)((side, side)), share, (slice(None), slice(None)))


def cloud(stage):
    """One cloud of puffs."""
    rng, side = stage.rng, stage.side
    wide = rng.uniform(0.12, 0.6) * side
    x, y = rng.uniform(0, side), rng.uniform(0, 0.45) * side
    puffs = []
    for _ in range(rng.integers(4, 10)):
        at = rng.uniform(-0.5, 0.5)
        r = (0.28 - 0.4 * at * at) * rng.uniform(0.5, 1)
        puffs.append(o.ellipse(x + at * wide, y - rng.uniform(0, 0.12) * wide, r * wide, r * wide * 0.7))
    box = box_of(puffs, side, 8)
    if box is None:
        return
    alpha = fringed(cover(puffs, box), rng.uniform(1, 5), rng)
    alpha = cv2.GaussianBlur(alpha, (0, 0), rng.uniform(0.6, 4))
    part = Part([], make_look(rng, stage.palette, "cloud"), "round")
    stage.lay(part, alpha, (box, 1.0, stage.new_part(stage.new_object(stuff=True))))
