"""Looks: the materials that parts and scenery are painted with."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from fields import drift, field, receding, stretched
from palette import from_hex, from_lab, to_lab


@dataclass(frozen=True)
class Recipe:
    """What the looks of one kind are drawn from. colours: of its own (hex; None: the palette alone). mix: how
    much of the scene's palette goes in. coarse, fine: names of fields. spread: of lightness, in Lab units.
    fine_share: strength of the fine field. pattern: the chance of one. angle: the ways its grain may run,
    radians (None: any)."""

    colours: str | None
    mix: float
    coarse: str
    fine: str
    spread: tuple
    fine_share: tuple
    pattern: float = 0.0
    angle: tuple | None = None


RECIPES = {
    "skin": Recipe(
        "e8c3a6 d9a883 c68a63 9c6a4a 6b4530 4a2e20 f0d2bd", 0.08,
        "smooth natural", "speckle rough", (5, 14), (0.1, 0.4), 0.01),
    "fur": Recipe(
        "6b4a2e a37a4c c9a878 3a2a1e e6dccb 1e1a18 8a8580 b5672f 5b5148 d8b98a", 0.25,
        "fur billow natural smooth", "fur fur streak natural", (10, 34), (0.35, 1.0), 0.4),
    "cloth": Recipe(
        None, 1.0,
        "fold fold smooth natural", "weave speckle rough natural", (5, 26), (0.08, 0.5), 0.4),
    "leaf": Recipe(
        "2f4a1e 4a6b2a 6f8f3a 93a552 1e3018 7a7a34 a3622a", 0.2,
        "leaves billow leaves natural", "leaves needles leaves rough", (20, 55), (0.5, 1.0)),
    "stone": Recipe(
        "8a8680 6a665f a89e8e 4d4a46 b8a588 7c6a58 9a948f c9c3b8", 0.25,
        "ridge natural cells billow", "rough cracks natural pebbles ridge", (14, 40), (0.3, 0.9), 0.08),
    "wood": Recipe(
        "8a5f3a 6b4529 b58a58 4a3322 c9a678 77695a a0522d", 0.2,
        "grain planks streak natural", "grain streak rough", (8, 30), (0.3, 0.8), 0.04, (0.0, np.pi / 2)),
    "metal": Recipe(
        "8c9095 5a5e63 b7bbc0 2f3236 c8b27a 7a3b2a d9dcdf", 0.45,
        "smooth streak fold", "streak speckle natural", (8, 45), (0.05, 0.35), 0.1, (0.0, np.pi / 2)),
    "sky": Recipe(
        "5f8fc4 8fb3d9 b9cfe3 dfe6ea 9aa3ab 3f6ea8 c7b8a8 6c7680", 0.25,
        "smooth smooth billow", "smooth natural", (2, 10), (0.0, 0.25)),
    "water": Recipe(
        "2f5a70 4f7f8f 7fa0a8 1f3a4a 6b7f70 9fb4bc 3a5040 26506f", 0.25,
        "ripples smooth streak", "ripples ripples streak", (6, 34), (0.3, 1.0), 0.0, (0.0,)),
    "grass": Recipe(
        "4f6a2a 6f8a3a 8f9a4a 3a5022 a89a58 c2ad6a 7f8f50", 0.15,
        "grass natural billow smooth", "grass grass straw rough needles", (10, 40), (0.4, 1.0), 0.0, (0.0,)),
    "ground": Recipe(
        "8a7355 a8916b 6b5640 c9b48c 57493a 9a8f80 b59a78 7a4a34", 0.25,
        "natural smooth billow cells", "rough pebbles straw speckle leaves", (8, 32), (0.3, 0.9)),
    "brick": Recipe(
        "9a4f3a 7a3f30 b5745a c9b08c a89a88 6a5a50 d9d0c0", 0.25,
        "bricks scales bricks", "rough natural speckle", (12, 32), (0.2, 0.7), 0.0, (0.0,)),
    "cloud": Recipe(
        "f2f3f4 dfe3e8 c3cad3 9aa3ad e8ddd0 70787f", 0.12,
        "billow smooth natural", "billow natural", (6, 24), (0.1, 0.5)),
    "plain": Recipe(
        None, 1.0,
        "smooth natural streak", "natural rough speckle", (2, 16), (0.03, 0.4), 0.1),
}
KINDS = tuple(RECIPES)
ANCHORS = {kind: to_lab(from_hex(r.colours)) for kind, r in RECIPES.items() if r.colours is not None}
LEVELS = np.linspace(-1.4, 1.4, 5, dtype=np.float32)
TONES = np.arange(256, dtype=np.float32)
SOFT = ("sky", "skin", "cloud", "water")
GROUND = ("grass", "ground", "water")
# patterns cut from a field at a level (0..255), and all of them
SCATTERED = {
    "spots": ("blobs", 168),
    "labyrinth": ("blobs", 128),
    "bands": ("bands", 135),
    "patches": ("smooth", 140),
}
PATTERNS = ("stripes", "rings", "checks", "dots", *SCATTERED)


@dataclass(frozen=True)
class Look:
    """The material of one part. `ramp` [256,3] gives the colour of each tone, `second` that of the pattern;
    `coarse` and `fine` are (field, scale); `angle` in radians; `fine_share` 0..1; `drift` is the slow change
    of colour and `fall` that from the middle to the foot (0..1 sRGB); `pattern` is one of PATTERNS or '',
    `period` its size in pixels."""

    kind: str
    ramp: np.ndarray
    second: np.ndarray
    coarse: tuple
    fine: tuple
    fine_share: float
    angle: float
    drift: float
    fall: float
    pattern: str
    period: float


def ramps_of(rng, colours, spread):
    """float32 [n,256,3] sRGB: ramps from shadow to light about the Lab colours [n,3]; shadows and lights
    differ a little in hue and are paler."""
    light = np.minimum(np.maximum(colours[:, :1] + spread * LEVELS, 1), 99)
    turn = rng.standard_normal((len(colours), 1, 2)) * (0.22 * spread)
    chroma = (colours[:, None, 1:] + turn * LEVELS[:, None]) * (1 - 0.12 * np.abs(LEVELS))[:, None]
    knots = from_lab(np.concatenate([light[..., None], chroma], 2).reshape(-1, 3)).reshape(-1, len(LEVELS), 3)
    return [cv2.resize(one[:, None], (1, 256), interpolation=cv2.INTER_LINEAR)[:, 0] for one in knots]


def two_tone(rng, first, second, soft):
    """float32 [256,3]: the dark half of one ramp run into the light half of another, over `soft` tones."""
    share = (TONES - float(rng.integers(70, 190))) / soft + 0.5
    share = np.minimum(np.maximum(share, 0), 1)[:, None]
    return first + share * (second - first)


def pick_colours(rng, palette, kind, count):
    """Lab float32 [count,3]: colours of the kind, each mixed with one of the palette, and moved a little."""
    own = to_lab(palette[rng.integers(len(palette), size=count)])
    anchors = ANCHORS.get(kind)
    if anchors is not None:
        share = np.minimum(RECIPES[kind].mix * rng.uniform(0, 2, (count, 1)), 0.9)
        own = share * own + (1 - share) * anchors[rng.integers(len(anchors), size=count)]
    return own + rng.standard_normal((count, 3)) * (5.0, 3.5, 3.5)


def log_uniform(rng, low, high):
    """A number between low and high, as often in each octave."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def one_of(rng, choices):
    """One of a sequence, each as likely."""
    return choices[rng.integers(len(choices))]


def make_look(rng, palette, kind=None):
    """A random look of the kind (any when None) in the palette's colours."""
    kind = kind or one_of(rng, KINDS)
    recipe = RECIPES[kind]
    colours = pick_colours(rng, palette, kind, 3)
    colours[2] = 0.45 * colours[2] + 0.55 * colours[0]
    ramp, second, third = ramps_of(rng, colours, rng.uniform(*recipe.spread) * 0.78)
    if rng.random() < 0.24:
        ramp = two_tone(rng, ramp, third, rng.uniform(60, 160) if kind in SOFT else rng.uniform(4, 110))
    angle = rng.uniform(0, 2 * np.pi) if recipe.angle is None else one_of(rng, recipe.angle)
    fall = rng.uniform(-0.02, 0.12) if kind in ("sky", "water") else 0.03 * rng.standard_normal()
    return Look(
        kind=kind,
        ramp=ramp,
        second=second,
        coarse=(one_of(rng, recipe.coarse.split()), log_uniform(rng, 0.55, 2.4)),
        fine=(one_of(rng, recipe.fine.split()), log_uniform(rng, 0.42, 1.2)),
        fine_share=float(rng.uniform(*recipe.fine_share)),
        angle=float(angle + 0.08 * rng.standard_normal()),
        drift=float(rng.uniform(0.01, 0.07)),
        fall=float(fall),
        pattern=one_of(rng, PATTERNS) if rng.random() < recipe.pattern else "",
        period=log_uniform(rng, 5, 36),
    )


def near_look(rng, look, amount):
    """A look of the same textures whose colours differ by `amount`: 0 none, 0.3 a paler belly, 1
    unrelated."""
    if amount <= 0:
        return look
    lighter = 26 * one_of(rng, (-1, 1)) * rng.uniform(0.5, 1.5)
    move = np.array([lighter, *(22 * rng.standard_normal(2))]) * amount
    if amount > 0.6:
        move[1:] *= 2
    moved = []
    for ramp in (look.ramp, look.second):
        lab = to_lab(ramp)
        lab[:, 0] = np.clip(lab[:, 0] + move[0], 0, 100)
        lab[:, 1:] += move[1:]
        moved.append(from_lab(lab))
    pattern = look.pattern if rng.random() > amount else ""
    return replace(look, ramp=moved[0], second=moved[1], pattern=pattern)


def waves(rng, look, shape, across):
    """float32 [h,w]: the phase, in periods, of a bent stripe pattern; `across` adds a quarter turn."""
    angle = look.angle + (np.pi / 2 if across else 0)
    ys = np.arange(shape[0], dtype=np.float32)[:, None] * (np.sin(angle) / look.period)
    xs = np.arange(shape[1], dtype=np.float32)[None, :] * (np.cos(angle) / look.period)
    return ys + xs + drift(rng, shape, 4) * float(rng.uniform(0, 0.9)) + float(rng.random())


def edged(values, sharp):
    """float32 0..1: half where a value is 0, rising by `sharp` a unit."""
    return np.minimum(np.maximum(values * np.float32(sharp) + np.float32(0.5), 0), 1)


def pattern_mask(rng, look, shape):
    """float32 [h,w] 0..1: where the look's second colour shows."""
    name, sharp = look.pattern, rng.uniform(2.0, 7.0)
    if name in SCATTERED:
        source, level = SCATTERED[name]
        scale = look.period / 6 if name == "patches" else max(0.3, look.period / 20)
        cut = field(rng, source, shape, scale, look.angle)
        return edged(cut - np.float32(level), sharp / 60)
    first = np.sin(2 * np.pi * waves(rng, look, shape, False))
    if name == "stripes":
        return edged(first - rng.uniform(-0.4, 0.6), sharp)
    if name == "rings":
        return edged(np.abs(first) - rng.uniform(0.2, 0.9), sharp)
    second = np.sin(2 * np.pi * waves(rng, look, shape, True))
    if name == "checks":
        one, two = edged(first, sharp), edged(second, sharp)
        return (one + two) / 2 if rng.random() < 0.6 else np.abs(one - two)
    return edged(first + second - rng.uniform(0.5, 1.4), sharp)


def grained(rng, look, source, shape):
    """uint8 [h,w]: a cut of the look's field, drawn together towards the top where the look lies on the
    ground."""
    name, scale = source
    if look.kind in GROUND and min(shape) >= 48 and shape[1] > 0.8 * shape[0]:
        return receding(rng, name, shape, (1.3 * scale, scale * float(rng.uniform(0.25, 0.8))))
    return field(rng, name, shape, scale, look.angle)


def paint(look, shape, rng):
    """float32 [h,w,3] sRGB 0..1: a piece of the look's material, of shape (h, w) pixels. Wide pieces of
    water, grass and ground recede towards their top."""
    fine = grained(rng, look, look.fine, shape)
    coarse = grained(rng, look, look.coarse, shape)
    share = look.fine_share
    tone = cv2.addWeighted(coarse, 1 - 0.45 * share, fine, share, -70.4 * share)
    tone = cv2.merge((tone, tone, tone))
    out = cv2.LUT(tone, look.ramp[None])
    if look.pattern:
        mask = pattern_mask(rng, look, shape)[..., None]
        out += mask * (cv2.LUT(tone, look.second[None]) - out)
    knots = rng.standard_normal((3, 3, 3), dtype=np.float32) * (look.drift * 0.28)
    knots += rng.standard_normal((3, 3, 1), dtype=np.float32) * look.drift
    knots += np.float32(look.fall) * np.array([-1, 0, 1], np.float32)[:, None, None]
    out += stretched(knots, shape)
    cv2.threshold(out, 0, 1, cv2.THRESH_TOZERO, dst=out)
    return cv2.threshold(out, 1, 1, cv2.THRESH_TRUNC, dst=out)[1]
