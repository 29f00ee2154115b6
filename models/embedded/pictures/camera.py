"""The camera: what turns a drawn canvas into a photograph."""

import cv2
import numpy as np

from fields import drift, field, film


def hazed(canvas, depth, rng):
    """The canvas with distance fading into a pale veil."""
    veil = np.clip(np.array([0.72, 0.77, 0.83]) + rng.normal(0, 0.08, 3), 0, 1)
    share = cv2.pow(depth, float(rng.uniform(1, 2.5))) * float(rng.uniform(0.1, 0.6))
    even = np.broadcast_to(veil.astype(np.float32), canvas.shape).copy()
    return cv2.blendLinear(canvas, even, 1 - share, share)


def dappled(canvas, rng):
    """The canvas with soft-edged shadows of things outside the picture lying over everything."""
    name = str(rng.choice(["smooth", "natural", "leaves", "billow", "fold"]))
    cut = field(rng, name, canvas.shape[:2], float(rng.uniform(1.5, 5)), float(rng.uniform(0, 6.3)))
    cut = cv2.blur(cut, (5, 5)).astype(np.float32)
    gain = (cut - float(rng.uniform(100, 150))) * float(rng.uniform(0.01, 0.06)) + 0.5
    low = float(rng.uniform(0.35, 0.8))
    return canvas * (low + (1.25 - low) * np.minimum(np.maximum(gain, 0), 1))[..., None]


def focused(picture, depth, rng):
    """uint8 [H,W,3] blurred by how far each pixel's depth lies from the depth in focus, mostly that of what
    is nearest among a few places about the middle."""
    height, width = depth.shape
    places = rng.uniform(0.2, 0.85, (3, 2)) * (height, width)
    aims = [depth[int(y), int(x)] for y, x in places]
    focus = float(min(aims)) if rng.random() < 0.85 else float(aims[0])
    reach = float(np.exp(rng.uniform(np.log(0.6), np.log(4.5))))
    off = cv2.blur(np.abs(depth - focus), (3, 3)) * reach
    mild = cv2.GaussianBlur(picture, (0, 0), 1.0)
    small = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    strong = cv2.GaussianBlur(small, (0, 0), max(0.8, 0.55 * reach))
    strong = cv2.resize(strong, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    first = np.minimum(off / 0.7, 1)
    second = np.minimum(np.maximum((off - 0.7) / 1.2, 0), 1)
    out = cv2.blendLinear(mild, picture, first, 1 - first)
    return cv2.blendLinear(strong, out, second, 1 - second)


def vignette(shape, rng):
    """float32 [H,W,1] about 1: darker corners and an uneven slow change of the light."""
    ys, xs = (np.linspace(-1, 1, n, dtype=np.float32) for n in (24, 24))
    corner = (ys[:, None] ** 2 + xs[None] ** 2) * float(rng.uniform(0, 0.22))
    gain = 1 + 0.5 * corner.mean() - corner + float(rng.uniform(0, 0.08)) * drift(rng, corner.shape, 3)
    return cv2.resize(gain, shape[::-1], interpolation=cv2.INTER_LINEAR)[..., None]


def toned(picture, rng):
    """uint8 [H,W,3] with exposure, contrast, white balance and saturation changed."""
    low, high = np.percentile(picture[::8, ::8, 1], (1.5, 98.5)) / 255
    share = float(rng.uniform(0, 0.9))  # of the way to where shadows are black and lights white
    low, high = share * low, high + share * (0.97 - high)
    x = (np.arange(256, dtype=np.float32) / 255 - low) / max(0.4, high - low)
    gain = np.exp(rng.normal(0, 0.12) + rng.normal(0, 0.045, 3)).astype(np.float32)
    gamma = float(np.exp(rng.normal(0, 0.18)))
    bend = float(rng.uniform(-0.2, 0.55))
    lift = float(rng.uniform(0, 0.06)) if rng.random() < 0.4 else 0.0
    curve = np.clip(x[:, None] * gain, 0, 1.1) ** gamma
    curve = curve + bend * (curve - 0.5) * (1 - np.abs(2 * curve - 1)).clip(0)
    table = np.clip((lift + (1 - lift) * curve) * 255, 0, 255).astype(np.uint8)
    out = cv2.LUT(picture, table[None])
    colour = float(np.clip(rng.normal(0.95, 0.25), 0.0, 1.5)) if rng.random() > 0.06 else 0.0
    grey = np.array([0.299, 0.587, 0.114]) * (1 - colour)
    return cv2.transform(out, np.eye(3) * colour + grey[None])


def piece(noise, shape, rng):
    """A random cut [h,w,...] of a larger noise, turned over at random."""
    y, x = (int(rng.integers(0, noise.shape[k] - shape[k])) for k in (0, 1))
    cut = noise[y : y + shape[0], x : x + shape[1]]
    return cut[:: int(rng.choice((-1, 1)))]


def grain(shape, rng):
    """float32 [H,W,3]: film or sensor noise, partly of lightness and partly of colour."""
    luma = float(rng.gamma(1.3, 2.0))
    chroma = luma * float(rng.uniform(0.1, 0.8))
    tint = piece(film(1), (shape[0] // 2 + 1, shape[1] // 2 + 1), rng) * chroma
    tint = cv2.resize(tint, shape[::-1], interpolation=cv2.INTER_LINEAR)
    tint += piece(film(0), shape, rng) * luma
    return tint


def softened(picture, rng):
    """uint8 [H,W,3] as a lens, an enlargement or a sharpening filter leaves it."""
    choice = rng.random()
    size = picture.shape[1::-1]
    if choice < 0.1:
        ratio = float(rng.uniform(0.5, 0.85))
        return cv2.resize(cv2.resize(picture, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA), size)
    if choice < 0.3:
        return cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.35, 0.8)))
    if choice < 0.7:
        amount = float(rng.uniform(0.2, 1.1))
        return cv2.addWeighted(picture, 1 + amount, cv2.GaussianBlur(picture, (0, 0), 1.1), -amount, 0)
    return picture


def develop(canvas, depth, rng):
    """uint8 [H,W,3] photograph of a float32 sRGB canvas [H,W,3] 0..1 with depth [H,W] from 0 near to 1
    far."""
    if rng.random() < 0.3:
        canvas = hazed(canvas, depth, rng)
    if rng.random() < 0.12:
        canvas = dappled(canvas, rng)
    if rng.random() < 0.5:
        canvas = canvas * vignette(depth.shape, rng)
    picture = cv2.convertScaleAbs(np.maximum(canvas, 0), alpha=255)
    if rng.random() < 0.36:
        picture = focused(picture, depth, rng)
    picture = toned(picture, rng)
    early = rng.random() < 0.5
    if early:
        picture = softened(picture, rng)
    if rng.random() < 0.85:
        picture = cv2.add(picture, grain(depth.shape, rng), dtype=cv2.CV_8U)
    if not early:
        picture = softened(picture, rng)
    if rng.random() < 0.85:
        quality = int(rng.integers(40, 96))
        picture = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
        coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        picture = cv2.cvtColor(cv2.imdecode(coded, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    return picture
