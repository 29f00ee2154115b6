"""The light of a scene: shading of rounded and flat parts, cast shadows and contact shadows."""

from dataclasses import dataclass

import cv2
import numpy as np

from fields import drift

FORMS = ("round", "flat", "cylinder", "face", "none")


@dataclass(frozen=True)
class Light:
    """`direction` float32 [3] towards the light (x right, y down, z to the viewer), `ambient` 0..1 the share
    that comes from all sides, `colour` and `shade` [3] the tints of lit and unlit sides, `softness` 0 hard
    sun .. 1 overcast, `offset` the (x, y) of a cast shadow's tip in heights of the thing, `strength` 0..1 of
    the shadow, `cast` 'ground' (lies on the floor), 'wall' (falls on what is close behind) or 'none'."""

    direction: np.ndarray
    ambient: float
    colour: np.ndarray
    shade: np.ndarray
    softness: float
    offset: tuple
    strength: float
    cast: str


def make_light(rng):
    """A sun, an overcast sky, a lamp or a flash."""
    softness = float(rng.beta(0.9, 0.9))
    side = rng.uniform(-1.0, 1.0)
    direction = np.array([side, -rng.uniform(0.15, 1.0), rng.uniform(0.15, 0.9)], np.float32)
    if rng.random() < 0.1:
        direction = np.array([0.15 * side, -0.1, 1.0], np.float32)
    direction /= np.linalg.norm(direction)
    warm = rng.normal(0.03, 0.06)
    return Light(
        direction=direction,
        ambient=float(np.clip(0.35 + 0.4 * softness + 0.12 * rng.standard_normal(), 0.2, 0.9)),
        colour=np.array([1 + warm, 1, 1 - warm], np.float32),
        shade=np.array([1 - warm, 1, 1 + warm * 1.3], np.float32),
        softness=softness,
        offset=(float(-np.sign(side) * rng.uniform(0.1, 1.2)), float(rng.uniform(-0.35, 0.4))),
        strength=float(np.clip(0.75 - 0.5 * softness + 0.1 * rng.standard_normal(), 0.08, 0.85)),
        cast=str(rng.choice(["ground", "wall", "none"], p=[0.6, 0.12, 0.28])),
    )


def inflated(small, rng):
    """float32 [h,w] 0..1: a cushion over the alpha, its rim as round as `rng` has it."""
    inside = cv2.copyMakeBorder((small > 0.5).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    far = cv2.distanceTransform(inside, cv2.DIST_L2, 3)[1:-1, 1:-1]
    reach = max(1.0, float(far.max()) * float(rng.uniform(0.5, 1.0)))
    near = 1 - np.minimum(far / reach, 1)
    return np.sqrt(np.maximum(1 - near * near, 0)) * reach


def round_light(small, light, rng):
    """float32 [h,w], about -1..1: the light on a cushion."""
    height = inflated(small, rng)
    height = cv2.GaussianBlur(height, (0, 0), max(0.6, 0.06 * max(small.shape)))
    dx = cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=0.125)
    dy = cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=0.125)
    x, y, z = light.direction
    return (z - dx * x - dy * y) / np.sqrt(1 + dx * dx + dy * dy)


def cylinder_light(small, light):
    """float32 [h,w], about -1..1: the light on a post or a limb, from where each row or column of it begins
    and ends."""
    upright = small.shape[0] >= small.shape[1]
    mask = small if upright else small.T
    xs = np.arange(mask.shape[1], dtype=np.float32)[None]
    weight = mask.sum(1, keepdims=True) + 1e-3
    middle = (mask * xs).sum(1, keepdims=True) / weight
    across = np.clip((xs - middle) / (0.5 * weight + 0.5), -1, 1)
    x, y, z = light.direction
    lit = (x if upright else y) * across + z * np.sqrt(1 - 0.96 * across * across)
    return np.ascontiguousarray(lit if upright else lit.T)


def lightness(small, light, form, rng):
    """float32 [h,w]: the unlit 0 .. fully lit 1 of each pixel of a small alpha."""
    if form == "round":
        lit = round_light(small, light, rng)
    elif form == "cylinder":
        lit = cylinder_light(small, light)
    else:
        tilt = rng.standard_normal(3) * (0.9 if form == "face" else 0.25) + (0, 0, 1)
        lit = float(tilt @ light.direction / np.linalg.norm(tilt)) + 0.12 * drift(rng, small.shape, 2)
    lit = lit if light.softness < 0.5 else 0.25 + 0.75 * lit
    return np.minimum(np.maximum(lit, 0), 1).astype(np.float32)


def shade(rgb, alpha, light, form, rng):
    """The painted part [h,w,3] (sRGB 0..1) as lit: `alpha` [h,w] 0..1 is its outline, `form` one of FORMS."""
    if form == "none":
        return rgb
    height, width = alpha.shape
    ratio = min(1.0, 48.0 / max(height, width))
    size = (max(4, round(width * ratio)), max(4, round(height * ratio)))
    small = cv2.resize(np.ascontiguousarray(alpha, np.float32), size, interpolation=cv2.INTER_AREA)
    lit = lightness(small, light, form, rng)
    share = light.ambient + (1 - light.ambient) * lit
    tint = light.shade * (1 - lit[..., None]) + light.colour * lit[..., None]
    gain = (share / (light.ambient + 0.62 * (1 - light.ambient)))[..., None] * tint
    gain = cv2.pow(np.maximum(gain, 0.02).astype(np.float32), 0.75)
    if form in ("round", "flat") and rng.random() < 0.5:
        edge = cv2.GaussianBlur(small, (0, 0), max(0.8, 0.08 * max(size)))
        gain *= 1 - float(rng.uniform(0, 0.45)) * np.clip(2 - 2 * edge, 0, 1)[..., None]
    out = rgb * cv2.resize(gain, (width, height), interpolation=cv2.INTER_LINEAR)
    if form in ("round", "cylinder") and rng.random() < 0.25:
        shine = np.clip(lit - lit.max() * float(rng.uniform(0.86, 0.96)), 0, None)
        wide = float((shine > 0).mean()) / 0.08  # a highlight that covers much of the part is a faint one
        shine *= float(rng.uniform(0.1, 0.7)) / (max(float(shine.max()), 1e-3) * max(1.0, wide))
        out += cv2.resize(shine, (width, height), interpolation=cv2.INTER_LINEAR)[..., None] * light.colour
    return cv2.threshold(out, 1, 1, cv2.THRESH_TRUNC, dst=out)[1]


def darken(canvas, mask, corner, amount):
    """Darkens the float32 canvas in place by `amount` where the mask [h,w] 0..1, whose corner is (x, y), lies
    on it."""
    x, y = corner
    left, top = max(0, x), max(0, y)
    right, bottom = min(canvas.shape[1], x + mask.shape[1]), min(canvas.shape[0], y + mask.shape[0])
    if right <= left or bottom <= top:
        return
    piece = mask[top - y : bottom - y, left - x : right - x, None]
    tint = np.array([1.05, 1.0, 0.9], np.float32) * amount
    canvas[top:bottom, left:right] *= 1 - np.minimum(piece * tint, 0.95)


def cast_mask(small, light):
    """The alpha laid down on the ground (or moved on a wall) on a canvas three times as large, as float32,
    blurred."""
    height, width = small.shape
    x, y = light.offset
    if light.cast == "wall":
        matrix = np.float32([[1, 0, width + 0.12 * x * width], [0, 1, height + abs(0.12 * y) * height]])
    else:
        matrix = np.float32([[1, -x, width + x * height], [0, -y, 2 * height + y * height]])
    laid = cv2.warpAffine(small, matrix, (3 * width, 3 * height))
    return cv2.GaussianBlur(laid, (0, 0), 0.5 + (0.5 + 2.5 * light.softness) * 0.012 * max(height, width))


def shadow(canvas, alpha, box, light, rng):
    """Darkens, in place, what is already on the float32 canvas [H,W,3] behind and below a thing: `alpha`
    [h,w] 0..1 lies with its corner at box[0], box[1] (x, y; may lie outside). Call before the thing itself is
    painted."""
    height, width = alpha.shape
    left, top = int(box[0]), int(box[1])
    ratio = min(1.0, 48.0 / max(height, width))
    size = (max(2, round(width * ratio)), max(2, round(height * ratio)))
    small = cv2.resize(np.ascontiguousarray(alpha, np.float32), size, interpolation=cv2.INTER_AREA)
    if light.cast != "none":
        laid = cast_mask(small, light)
        x, y, w, h = cv2.boundingRect((laid > 0.02).astype(np.uint8))
        if w and h:
            grown = (max(1, round(w / ratio)), max(1, round(h / ratio)))
            corner = (round(left + (x - size[0]) / ratio), round(top + (y - size[1]) / ratio))
            laid = cv2.resize(laid[y : y + h, x : x + w], grown, interpolation=cv2.INTER_LINEAR)
            darken(canvas, laid, corner, light.strength)
    if light.cast != "wall" and small.max() > 0.3:
        below = cv2.boundingRect((small > 0.3).astype(np.uint8))
        foot = small[int(0.85 * (below[1] + below[3])) : below[1] + below[3]]
        rim = max(2, round(0.15 * max(size)))
        foot = cv2.copyMakeBorder(foot, rim, rim, rim, rim, cv2.BORDER_CONSTANT)
        foot = cv2.GaussianBlur(foot, (0, 0), rim / 2.2)
        grown = round(rim / ratio)
        first = top + round(int(0.85 * (below[1] + below[3])) / ratio)
        tall = max(1, round(foot.shape[0] / ratio))
        foot = cv2.resize(foot, (width + 2 * grown, tall), interpolation=cv2.INTER_LINEAR)
        darken(canvas, foot, (left - grown, first - grown), float(rng.uniform(0.3, 0.8)))
