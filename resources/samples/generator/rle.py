"""COCO run-length encoding of a 0/1 mask, as the compressed string and back.

Pixels are read column by column, top to bottom. Runs alternate, background first.
"""
import numpy as np


def string_from_runs(runs):
    """Compressed COCO string (characters 48..111) of alternating run lengths."""
    out = []
    for place, run in enumerate(runs):
        value = int(run) - int(runs[place - 2]) if place > 2 else int(run)
        while True:
            group = value & 31
            value >>= 5
            done = value == -1 if group & 16 else value == 0
            out.append(chr((group if done else group | 32) + 48))
            if done:
                break
    return "".join(out)


def runs_from_string(text):
    """Run lengths of a compressed COCO string."""
    runs, value, shift = [], 0, 0
    for char in text:
        code = ord(char) - 48
        value |= (code & 31) << shift
        shift += 5
        if code & 32:
            continue
        if code & 16:
            value -= 1 << shift
        runs.append(value + runs[len(runs) - 2] if len(runs) > 2 else value)
        value, shift = 0, 0
    return runs


def rle_from_mask(mask):
    """{size: [h, w], counts} of a 2-d array, rows from the top."""
    flat = np.asarray(mask, dtype=bool).T.reshape(-1)
    changes = np.flatnonzero(np.diff(flat.astype(np.int8))) + 1
    edges = np.concatenate(([0], changes, [flat.size]))
    runs = np.diff(edges).tolist()
    if flat[0]:
        runs = [0] + runs
    return {"size": [int(mask.shape[0]), int(mask.shape[1])], "counts": string_from_runs(runs)}


def mask_from_rle(rle):
    """2-d boolean array of an RLE; raises ValueError when the runs do not fill the size."""
    height, width = rle["size"]
    runs = runs_from_string(rle["counts"])
    if sum(runs) != height * width or min(runs) < 0:
        raise ValueError("the runs do not fill the mask")
    values = np.arange(len(runs)) % 2 == 1
    return np.repeat(values, runs).reshape(width, height).T
