"""Writes a model's predictions for Reaseg Studio: one JSON row a line.

Copy this file beside your evaluation loop; it needs Python 3.8 and nothing else (numpy makes it faster where it is
there). Then `studio predictions PROJECT --add NAME --jsonl predictions.jsonl`.

    from reaseg_predictions import PredictionWriter

    with PredictionWriter("predictions.jsonl") as out:
        for image_path, query, masks, scores in loop:
            out.write(mask=masks[0], score=scores[0], image=image_path, query=query,
                      candidates=list(zip(masks, scores)))

A mask is anything with rows: a numpy array, a tensor moved to the CPU, a list of lists; a value above `threshold` (0)
is part of it. It has the size of the image as it is shown, after EXIF rotation. None is an empty mask.
"""

import json
import math
import os

try:
    import numpy
except ImportError:
    numpy = None

__all__ = ["PredictionWriter", "rle_of_mask", "compress_counts"]


def compress_counts(counts):
    """Run lengths, background first, as the string COCO compresses them to (common/maskApi.c, rleToString)."""
    text = []
    for i, count in enumerate(counts):
        value = int(count)
        if i > 2:
            value -= int(counts[i - 2])
        more = True
        while more:
            bits = value & 0x1F
            value >>= 5
            more = value != -1 if bits & 0x10 else value != 0
            text.append(chr((bits | 0x20 if more else bits) + 48))
    return "".join(text)


def rle_of_mask(mask, threshold=0):
    """COCO compressed run lengths {"size": [height, width], "counts"} of a mask with rows, column-major."""
    if numpy is not None:
        return _rle_with_numpy(mask, threshold)
    rows = [list(row) for row in (mask.tolist() if hasattr(mask, "tolist") else mask)]
    height = len(rows)
    width = len(rows[0]) if height else 0
    if height == 0 or width == 0 or any(len(row) != width for row in rows):
        raise ValueError("a mask has rows of the same length")
    counts, value, run = [], False, 0
    for x in range(width):
        for y in range(height):
            bit = bool(rows[y][x] > threshold)
            if bit != value:
                counts.append(run)
                value, run = bit, 0
            run += 1
    counts.append(run)
    return {"size": [height, width], "counts": compress_counts(counts)}


def _rle_with_numpy(mask, threshold):
    if hasattr(mask, "detach"):
        mask = mask.detach().cpu().numpy()
    array = numpy.asarray(mask)
    if array.ndim != 2 or array.size == 0:
        raise ValueError("a mask is two-dimensional, got shape %r" % (array.shape,))
    bits = (array > threshold).flatten(order="F")
    flips = numpy.flatnonzero(bits[1:] != bits[:-1]) + 1
    edges = numpy.concatenate(([0], flips, [bits.size]))
    counts = numpy.diff(edges).tolist()
    if bits[0]:
        counts.insert(0, 0)
    return {"size": [int(array.shape[0]), int(array.shape[1])], "counts": compress_counts(counts)}


class PredictionWriter:
    """Rows go to `path` + ".part", which takes the place of `path` when all is written."""

    def __init__(self, path, threshold=0):
        self.path = os.fspath(path)
        self.threshold = threshold
        self.count = 0
        self._file = open(self.path + ".part", "w", encoding="utf-8", newline="\n")

    def write(self, mask, image=None, sample=None, query=None, score=None, text=None, rows=None,
              columns=None, grid=None, candidates=None, prior=None, no_target=None):
        """One prediction.

        image: its path or file name; sample: its id in the project; one of them is needed, with `query` where the image has
        several samples. score: how sure the model is of the mask. text: the target's name, or the whole answer.
        rows, columns: from 1, the region the model named, on a grid of `grid` (9) rows and columns. candidates: pairs
        of mask and score that the mask was chosen from. prior: rows of numbers, the model's attention or heat map over
        the whole image. no_target: whether the model says that nothing answers the query.
        """
        if image is None and sample is None:
            raise ValueError("say whose prediction it is: image or sample")
        row = {"rle": self._rle(mask)}
        if sample is not None:
            row["sample"] = int(sample)
        if image is not None:
            row["image"] = os.fspath(image)
        for name, value in (("query", query), ("text", text)):
            if value is not None:
                row[name] = str(value)
        if score is not None:
            row["score"] = _finite(score, "score")
        if rows is not None or columns is not None:
            row["rows"] = [int(one) for one in rows or []]
            row["columns"] = [int(one) for one in columns or []]
        if grid is not None:
            row["grid"] = int(grid)
        if candidates is not None:
            row["candidates"] = [
                {"rle": self._rle(one), "score": _finite(rank, "candidate's score")}
                for one, rank in candidates
            ]
        if prior is not None:
            row["prior"] = _numbers(prior)
        if no_target is not None:
            row["no_target"] = bool(no_target)
        self._file.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")
        self.count += 1

    def _rle(self, mask):
        if mask is None:
            return None
        if isinstance(mask, dict):
            counts = mask["counts"]
            text = counts.decode("ascii") if isinstance(counts, bytes) else counts
            return {"size": [int(one) for one in mask["size"]], "counts": text}
        return rle_of_mask(mask, self.threshold)

    def close(self):
        """Puts the file in its place."""
        if self._file.closed:
            return
        self._file.close()
        os.replace(self.path + ".part", self.path)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            self.close()
        else:
            self._file.close()


def _finite(value, what):
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("a %s is a finite number, got %r" % (what, value))
    return number


def _numbers(prior):
    if hasattr(prior, "detach"):
        prior = prior.detach().cpu()
    rows = prior.tolist() if hasattr(prior, "tolist") else prior
    return [
        [_finite(value, "prior's weight") for value in row] if hasattr(row, "__len__") else _finite(row, "prior's weight")
        for row in rows
    ]
