"""From outlines to antialiased coverage on a piece of the canvas."""

import cv2
import numpy as np

from fields import field
from parts import contours

MARGIN = 16  # pixels kept beyond the frame, so that a thing cut by it is shaded as if it went on


def box_of(outlines, side, grow=2.0):
    """The whole-pixel box (x0, y0, x1, y1) round outlines in pixels, held to the frame and its margin, or
    None."""
    points = np.concatenate(outlines)
    x0, y0 = np.floor(points.min(0) - grow)
    x1, y1 = np.ceil(points.max(0) + grow)
    x0, y0 = max(int(x0), -MARGIN), max(int(y0), -MARGIN)
    x1, y1 = min(int(x1), side + MARGIN), min(int(y1), side + MARGIN)
    inside = x1 > 0 and y1 > 0 and x0 < side and y0 < side
    return (x0, y0, x1, y1) if inside and x1 > x0 and y1 > y0 else None


def cover(shapes, box):
    """uint8 [h,w] 0..255: the union of shapes (pixels of the canvas) on the box; several contours leave
    holes."""
    out = np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
    corner = (box[0] + 0.47, box[1] + 0.47)
    for shape in shapes:
        fixed = [((c - corner) * 16).astype(np.int32) for c in contours(shape)]
        cv2.fillPoly(out, fixed, 255, cv2.LINE_AA, 4)
    return out


def fringed(alpha, amount, rng):
    """The uint8 alpha with an edge broken into tufts about `amount` pixels long."""
    name = ("leaves", "fur", "rough", "natural", "grass")[rng.integers(5)]
    soft = cv2.GaussianBlur(alpha, (0, 0), max(0.6, amount))
    noise = field(rng, name, alpha.shape, max(0.4, amount / 5), rng.uniform(0, 6.3))
    mixed = cv2.addWeighted(soft, 4.0, noise, 2.6, -510 + 178 - 332)
    return mixed


def clipped(alpha, box, mask, mask_box):
    """The alpha times the mask where their boxes overlap, 0 elsewhere."""
    x0, y0 = max(box[0], mask_box[0]), max(box[1], mask_box[1])
    x1, y1 = min(box[2], mask_box[2]), min(box[3], mask_box[3])
    out = np.zeros_like(alpha)
    if x1 > x0 and y1 > y0:
        own = (slice(y0 - box[1], y1 - box[1]), slice(x0 - box[0], x1 - box[0]))
        other = (slice(y0 - mask_box[1], y1 - mask_box[1]), slice(x0 - mask_box[0], x1 - mask_box[0]))
        out[own] = cv2.multiply(alpha[own], mask[other], scale=1 / 255)
    return out


def on_frame(box, side):
    """The slices of the canvas that the box covers and those of the box itself."""
    x0, y0, x1, y1 = max(box[0], 0), max(box[1], 0), min(box[2], side), min(box[3], side)
    canvas = (slice(y0, y1), slice(x0, x1))
    return canvas, (slice(y0 - box[1], y1 - box[1]), slice(x0 - box[0], x1 - box[0]))
