"""What backdrops are laid with: masks of the frame and painters, shape (h, w) -> rgb [h,w,3] sRGB 0..1."""

import cv2
import numpy as np

from looks import make_look, paint
from raster import cover, fringed


def full(side):
    """A mask of the whole frame."""
    return np.full((side, side), 255, np.uint8)


def below(stage, line, fringe=0.0):
    """uint8 [S,S]: what lies under the skyline of heights `line` [n] in pixels, left to right."""
    side = stage.side
    xs = np.linspace(-4, side + 4, len(line))
    outline = np.concatenate([np.stack([xs, line], 1), [(side + 4, side + 4), (-4, side + 4)]])
    mask = cover([outline], (0, 0, side, side))
    return fringed(mask, fringe, stage.rng) if fringe > 0.5 else mask


def painter(stage, look, scale=1.0):
    """shape -> rgb [h,w,3] of the look; scale > 1 enlarges it."""

    def full_size(shape):
        """The look as it is."""
        return paint(look, shape, stage.rng)

    def enlarged(shape):
        """The look painted small."""
        size = tuple(max(8, int(n / scale)) for n in shape)
        return cv2.resize(paint(look, size, stage.rng), shape[::-1], interpolation=cv2.INTER_LINEAR)

    return full_size if scale == 1.0 else enlarged


def texture(stage, kind=None, scale=1.0):
    """A painter of a random look of the kind."""
    return painter(stage, make_look(stage.rng, stage.palette, kind), scale)


def tiled(stage, look):
    """A painter of a floor with the look laid on it in perspective."""

    def draw(shape):
        """The floor."""
        height, width = shape
        source = paint(look, (stage.side, width), stage.rng)
        deep = np.arange(height, dtype=np.float32) / height + np.float32(stage.rng.uniform(0.1, 0.4))
        xs = (np.arange(width, dtype=np.float32)[None] - width / 2) / deep[:, None] + width / 2
        ys = np.repeat((stage.rng.uniform(0.3, 0.9) * height / deep)[:, None], width, 1)
        return cv2.remap(source, xs, ys.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)

    return draw
