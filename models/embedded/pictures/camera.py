"""The camera: what turns a drawn canvas into a photograph."""

import cv2
import numpy as np

from fields import drift


def hazed(canvas, depth, rng):
    """The canvas with distance fading into a pale veil."""
    veil = np.array([0.72, 0.77, 0.83], np.float32) + rng.normal(0, 0.08, 3).astype(np.float32)
    share = (depth ** float(rng.uniform(1, 2.5)) * float(rng.uniform(0.1, 0.6)))[..., None]
    return canvas + share * (np.clip(veil, 0, 1) - canvas)


def focused(picture, depth, rng):
    """uint8 [H,W,3] blurred by how far each pixel's depth lies from the depth in focus."""
    focus = float(rng.uniform(0.0, 0.5)) if rng.random() < 0.8 else float(rng.uniform(0.5, 1.0))
    reach = float(rng.uniform(0.8, 5.0))
    off = cv2.GaussianBlur(np.abs(depth - focus), (0, 0), 0.8) * reach
    mild = cv2.GaussianBlur(picture, (0, 0), 1.0)
    small = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    strong = cv2.GaussianBlur(small, (0, 0), max(0.8, 0.55 * reach))
    strong = cv2.resize(strong, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    first = np.clip(off / 0.7, 0, 1).astype(np.float32)
    second = np.clip((off - 0.7) / 1.2, 0, 1).astype(np.float32)
    out = cv2.blendLinear(mild, picture, first, 1 - first)
    return cv2.blendLinear(strong, out, second, 1 - second)


def toned(picture, rng):
    """uint8 [H,W,3] with exposure, contrast, white balance and saturation changed."""
    x = np.arange(256, dtype=np.float32) / 255
    gain = np.exp(rng.normal(0, 0.16) + rng.normal(0, 0.045, 3)).astype(np.float32)
    gamma = float(np.exp(rng.normal(0, 0.18)))
    bend = float(rng.uniform(-0.2, 0.55))
    lift = float(rng.uniform(0, 0.06)) if rng.random() < 0.4 else 0.0
    curve = np.clip(x[:, None] * gain, 0, 1.15) ** gamma
    curve = curve + bend * (curve - 0.5) * (1 - np.abs(2 * curve - 1)).clip(0)
    table = np.clip((lift + (1 - lift) * curve) * 255, 0, 255).astype(np.uint8)
    out = cv2.LUT(picture, table[None])
    colour = float(np.clip(rng.normal(0.95, 0.25), 0.0, 1.5)) if rng.random() > 0.06 else 0.0
    grey = np.array([0.299, 0.587, 0.114]) * (1 - colour)
    return cv2.transform(out, np.eye(3) * colour + grey[None])


def grain(shape, rng):
    """float32 [H,W,3]: film or sensor noise, partly of lightness and partly of colour."""
    luma = float(rng.gamma(1.5, 2.2))
    chroma = luma * float(rng.uniform(0.1, 0.8))
    base = np.empty((*shape, 1), np.float32)
    rng.standard_normal(out=base, dtype=np.float32)
    tint = rng.standard_normal((shape[0] // 2 + 1, shape[1] // 2 + 1, 3), dtype=np.float32) * chroma
    tint = cv2.resize(tint, shape[::-1], interpolation=cv2.INTER_LINEAR)
    return tint + base * luma


def softened(picture, rng):
    """uint8 [H,W,3] as a lens, an enlargement or a sharpening filter leaves it."""
    choice = rng.random()
    size = picture.shape[1::-1]
    if choice < 0.2:
        ratio = float(rng.uniform(0.45, 0.85))
        return cv2.resize(cv2.resize(picture, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA), size)
    if choice < 0.55:
        return cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.35, 0.9)))
    if choice < 0.8:
        amount = float(rng.uniform(0.2, 1.1))
        return cv2.addWeighted(picture, 1 + amount, cv2.GaussianBlur(picture, (0, 0), 1.1), -amount, 0)
    return picture


def develop(canvas, depth, rng):
    """uint8 [H,W,3] photograph of a float32 sRGB canvas [H,W,3] 0..1 with depth [H,W] from 0 near to 1 far."""
    if rng.random() < 0.3:
        canvas = hazed(canvas, depth, rng)
    if rng.random() < 0.5:
        canvas = canvas * (1 - float(rng.uniform(0, 0.12)) * np.clip(1 + drift(rng, depth.shape, 3), 0, 2))[..., None]
    picture = cv2.convertScaleAbs(np.maximum(canvas, 0), alpha=255)
    if rng.random() < 0.55:
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
        coded = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        picture = cv2.imdecode(coded, cv2.IMREAD_COLOR)[..., ::-1]
    return np.ascontiguousarray(picture)
