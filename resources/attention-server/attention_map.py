"""From the attention of a model's layers to one map over the picture. NumPy alone: no model, no picture."""

import math

import numpy as np

from contract import bad


def choose_layers(wanted, usual, count):
    """The layers to average, from 0: those wanted, else the usual ones. Raises Refused where the model has no such."""
    layers = list(usual if wanted is None else wanted)
    for layer in layers:
        if layer >= count:
            raise bad(f"There is no layer {layer}: the model has layers 0 to {count - 1}.")
    return layers


def image_span(ids, image_token):
    """(first, after the last) position of the image tokens in a sequence of token ids; they are one run."""
    places = np.flatnonzero(np.asarray(ids) == image_token)
    if places.size == 0:
        raise ValueError("the sequence holds no image token")
    first, last = int(places[0]), int(places[-1])
    if last - first + 1 != places.size:
        raise ValueError("the image tokens are more than one run")
    return first, last + 1


def last_token(length):
    """Position of the prompt's last token: the one from which the model would begin its reply."""
    return length - 1


def first_query(length, queries):
    """Position of the first of the query tokens that end the sequence."""
    if not 0 < queries < length:
        raise ValueError(f"{queries} query tokens in a sequence of {length}")
    return length - queries


def square_grid(count):
    """(rows, columns) of the image tokens of a square picture: 576 are 24 x 24."""
    side = math.isqrt(count)
    if side * side != count:
        raise ValueError(f"{count} image tokens are no square")
    return side, side


def merged_grid(thw, merge):
    """(rows, columns) of Qwen's image tokens: patches (frames, high, wide), of which merge x merge become one token."""
    frames, high, wide = (int(side) for side in thw)
    if frames != 1 or high % merge or wide % merge or high < merge or wide < merge:
        raise ValueError(f"patches of {frames} x {high} x {wide} do not merge by {merge}")
    return high // merge, wide // merge


def mean_map(rows):
    """Mean over layers and heads: from each layer [heads, image tokens] to [image tokens], float64."""
    heads = {np.shape(row)[0] for row in rows}
    if len(heads) != 1:
        raise ValueError("layers differ in their number of heads")
    weights = np.mean([np.mean(np.asarray(row, np.float64), axis=0) for row in rows], axis=0)
    if not np.all(np.isfinite(weights)) or np.any(weights < 0):
        raise ValueError("the model's attention is not finite: choose another data type for its weights")
    return weights


def to_unit(weights):
    """Divided by the greatest; zeros stay."""
    most = np.max(weights)
    return weights / most if most > 0 else weights


def pad_to_square(width, height):
    """(side, left, top): the square around a picture that lies in its middle, as LLaVA-1.5 was trained."""
    side = max(width, height)
    return side, (side - width) // 2, (side - height) // 2


def over_picture(square, width, height):
    """The part of a map over the padded square that lies over the picture, its cells about as large as before."""
    cells = square.shape[0]
    side, left, top = pad_to_square(width, height)
    down = averages(cells, top * cells / side, (top + height) * cells / side)
    across = averages(cells, left * cells / side, (left + width) * cells / side)
    return down @ square @ across.T


def averages(cells, low, high):
    """[parts, cells]: the stretch low..high of so many cells cut into equal parts, each the mean of what it covers."""
    parts = max(1, round(high - low))
    edges = np.linspace(low, high, parts + 1)
    starts, ends = edges[:-1, None], edges[1:, None]
    places = np.arange(cells)[None, :]
    covered = np.clip(np.minimum(ends, places + 1) - np.maximum(starts, places), 0, None)
    return covered / covered.sum(axis=1, keepdims=True)
