"""Decoder of the embedded segmenter: colour mixtures, a shape prior and edge-aware smoothing, unrolled."""

import numpy as np

from graph import Graph

FRAME = 512
CELLS = 128
CHANNELS = 15
COLOURS = 13  # channels that describe looks; the last two are the place
PALETTE = 64
SIDE = 256

# One value for each of the three masks: part, object, whole.
BOX_REACH = [0.7, 0.95, 1.15]
CLICK_SIGMA = [30.0, 50.0, 80.0]
BIAS = [-0.7, -0.4, 0.0]
# Falloff with colour difference and strength of smoothing, over the cells and over the finer logits.
EDGE = [8.0, 10.0, 8.0, 6.0]
SHARPNESS = 3.0
# Weight of the looks around the clicks beside those of the whole mask.
CLICK_PULL = 20.0
RATIO = 2.2
# Weights of the terms of the predicted IoU, the last one constant; the terms: predicted_iou.
IOU_BOX = [2.0, 3.0, 0.5, 2.0, -4.0, -4.9]
IOU_FREE = [7.0, 4.0, 0.2, -3.0, -8.0]


def three(values):
    return np.array(values, dtype=np.float32).reshape(1, 3, 1, 1)


def palette_of(g, looks, inside):
    """Soft k-means of the looks [1,13,128,128] at half resolution: memberships [16384,64] of every cell."""
    area = g.AveragePool(inside, kernel_shape=[2, 2], strides=[2, 2])
    coarse = g.AveragePool(g.Mul(looks, inside), kernel_shape=[2, 2], strides=[2, 2])
    coarse = g.Div(coarse, g.Add(area, 1e-3))
    rows = by_cell(g, coarse, COLOURS)
    weight = by_cell(g, area, 1)
    centres = g.AveragePool(g.Mul(coarse, area), kernel_shape=[8, 8], strides=[8, 8])
    known = g.AveragePool(area, kernel_shape=[8, 8], strides=[8, 8])
    centres = by_cell(g, g.Div(centres, g.Add(known, 1e-3)), COLOURS)
    for _ in range(6):
        kept = g.Mul(memberships(g, rows, centres), weight)
        mass = g.Transpose(g.total(kept, 0), perm=[1, 0])
        moved = g.MatMul(g.Transpose(kept, perm=[1, 0]), rows)
        centres = g.Div(moved, g.Add(mass, 1e-3))
    return memberships(g, by_cell(g, looks, COLOURS), centres)


def by_cell(g, value, channels):
    """[1,C,h,w] to [h*w,C]."""
    return g.Transpose(g.shape(value, channels, -1), perm=[1, 0])


def memberships(g, looks, centres):
    cross = g.MatMul(looks, g.Transpose(centres, perm=[1, 0]))
    size = g.Transpose(g.total(g.Mul(centres, centres), 1), perm=[1, 0])
    return g.Softmax(g.Mul(g.Sub(g.Mul(cross, 2.0), size), SHARPNESS), axis=1)


class Prompts:
    """Fields of the prompts over the 128 x 128 cells; every field is [P,1 or 3,128,128] or [P,1,1,1]."""

    def __init__(self, g, coords, labels):
        self.g = g
        at = (np.arange(CELLS) + 0.5) * (FRAME / CELLS)
        self.x, self.y = at.reshape(1, 1, 1, CELLS), at.reshape(1, 1, CELLS, 1)
        px = g.Reshape(g.part(coords, 2, 0, 1), g.ints(0, -1, 1, 1))
        py = g.Reshape(g.part(coords, 2, 1, 2), g.ints(0, -1, 1, 1))
        self.labels = g.Reshape(labels, g.ints(0, -1, 1, 1))
        dx, dy = g.Sub(self.x, px), g.Sub(self.y, py)
        self.apart = g.Add(g.Mul(dx, dx), g.Mul(dy, dy))
        self.is_in, self.is_out = self.labelled(1.0), self.labelled(0.0)
        low, high = self.labelled(2.0), self.labelled(3.0)
        self.has_box = g.ReduceMax(high, axes=[1], keepdims=1)
        self.has_click = g.ReduceMax(self.is_in, axes=[1], keepdims=1)
        x0, x1 = g.total(g.Mul(px, low), 1), g.total(g.Mul(px, high), 1)
        y0, y1 = g.total(g.Mul(py, low), 1), g.total(g.Mul(py, high), 1)
        self.u, self.half_w = self.across(self.x, x0, x1)
        self.v, self.half_h = self.across(self.y, y0, y1)

    def labelled(self, value):
        close = self.g.Less(self.g.Abs(self.g.Sub(self.labels, value)), 0.5)
        return self.g.Cast(close, to=1)

    def across(self, at, low, high):
        """Distance from the middle of the box in half sides, and the half side."""
        g = self.g
        half = g.Max(g.Mul(g.Sub(high, low), 0.5), 2.0)
        middle = g.Mul(g.Add(low, high), 0.5)
        return g.Div(g.Abs(g.Sub(at, middle)), half), half

    def bumps(self, which, sigma):
        """The largest Gaussian of the points chosen by `which` at every cell."""
        g = self.g
        bump = g.Exp(g.Mul(self.apart, -0.5 / sigma**2))
        return g.ReduceMax(g.Mul(bump, which), axes=[1], keepdims=1)

    def box_prior(self):
        g = self.g
        r = g.Pow(g.Add(g.Pow(self.u, 3.0), g.Pow(self.v, 3.0)), 1 / 3)
        return g.Clip(g.Mul(g.Sub(three(BOX_REACH), r), 4.0), -3.0, 2.5)

    def click_prior(self):
        g = self.g
        fields = [self.bumps(self.is_in, s) for s in CLICK_SIGMA]
        return g.Sub(g.Mul(g.Concat(*fields, axis=1), 4.5), 2.0)

    def in_box(self):
        """1 inside the box, 0 outside, over about one cell; all 1 without a box."""
        g = self.g
        out = g.Max(
            g.Mul(g.Sub(self.u, 1.0), self.half_w), g.Mul(g.Sub(self.v, 1.0), self.half_h)
        )
        gate = g.Sigmoid(g.Mul(out, -1.0))
        return g.Add(g.Mul(gate, self.has_box), g.Sub(1.0, self.has_box))

    def ring(self):
        """Weight of the cells outside the box as samples of what is not the target."""
        g = self.g
        far = g.Sub(g.Max(self.u, self.v), 1.0)
        return g.Add(g.Exp(g.Mul(g.Max(far, 0.0), -2.5)), 0.02)


def choose(g, yes, a, b):
    """a where the flag [P,1,1,1] is 1, b where it is 0."""
    return g.Add(g.Mul(yes, a), g.Mul(g.Sub(1.0, yes), b))


def share(g, weight, members):
    """Histogram over the palette of cells weighted by [P,3,128,128]: [P,3,64], sums to 1."""
    flat = g.Reshape(weight, g.ints(0, 3, CELLS * CELLS))
    counts = g.MatMul(flat, members)
    return g.Div(counts, g.Add(g.total(counts, 2), 1e-4))


def contrast(g, inside, outside, members):
    """Log ratio of the two mixtures at every cell, within -3..3."""
    target = share(g, inside, members)
    other = share(g, outside, members)
    ratio = g.Log(g.Div(g.Add(target, 0.004), g.Add(other, 0.004)))
    field = g.MatMul(g.Clip(ratio, -3.0, 3.0), g.Transpose(members, perm=[1, 0]))
    return g.Reshape(field, g.ints(0, 3, CELLS, CELLS))


# Stretches of a side padded by one cell at both ends.
BEFORE, SAME, AFTER = (0, -2), (1, -1), (2, 1 << 30)


def neighbours(g, value):
    """The field moved so that every cell holds its upper, left, right and lower neighbour; 0 beyond the border."""
    padded = g.Pad(value, g.ints(0, 0, 1, 1, 0, 0, 1, 1), 0.0)
    moved = []
    for rows, columns in ((BEFORE, SAME), (SAME, BEFORE), (SAME, AFTER), (AFTER, SAME)):
        starts, ends = g.ints(rows[0], columns[0]), g.ints(rows[1], columns[1])
        moved.append(g.Slice(padded, starts, ends, g.ints(2, 3)))
    return moved


def affinities(g, looks, inside, scale, strength):
    """Shares of the four neighbours and of the anchor in a smoothing step, each [1,1,h,w]; they sum to 1."""
    weights = []
    for other, known in zip(neighbours(g, looks), neighbours(g, inside)):
        step = g.Sub(other, looks)
        alike = g.Exp(g.Mul(g.total(g.Mul(step, step), 1), -scale))
        weights.append(g.Mul(g.Mul(alike, known), strength))
    norm = g.Add(g.Sum(*weights), 1.0)
    return [g.Div(weight, norm) for weight in weights], g.Div(1.0, norm)


def smoothed(g, anchor, shares, steps):
    """Jacobi steps towards the field that keeps near `anchor` and is flat where cells are alike."""
    weights, own = shares
    kept = g.Mul(anchor, own)
    field = anchor
    for _ in range(steps):
        parts = [g.Mul(f, w) for f, w in zip(neighbours(g, field), weights)]
        field = g.Sum(kept, *parts)
    return field


def connected(g, field, seeds):
    """How far the field falls (below 0) where it does not hang together with the seeds: growing under it, at 64 x 64."""
    coarse = g.AveragePool(field, kernel_shape=[2, 2], strides=[2, 2])
    ceiling = g.Sigmoid(g.Mul(coarse, 6.0))
    reach = g.Min(g.MaxPool(seeds, kernel_shape=[2, 2], strides=[2, 2]), ceiling)
    for _ in range(48):
        grown = g.MaxPool(reach, kernel_shape=[3, 3], pads=[1, 1, 1, 1])
        reach = g.Min(g.Mul(grown, 0.995), ceiling)
    return g.Sub(g.resized(reach, 2.0), g.Sigmoid(g.Mul(field, 6.0)))


def mean_over(g, value, weight):
    top = g.total(g.Mul(value, weight), 2, 3)
    return g.Div(top, g.Add(g.total(weight, 2, 3), 1e-3))


def fill_of_sides(g, on, prompts):
    """How much of the box's width and height the mask spans: [P,3,1,1]."""
    spans = []
    for axis, away, half in ((2, prompts.u, prompts.half_w), (3, prompts.v, prompts.half_h)):
        seen = g.ReduceMax(on, axes=[axis], keepdims=1)
        length = g.Mul(g.total(seen, 5 - axis), FRAME / CELLS / 2)
        spans.append(g.Min(g.Div(length, half), 1.0))
    return g.Mul(*spans)


def agreement(g, on):
    """How much each of the three masks agrees with the other two: soft IoU, [P,3,1,1]."""
    turned = g.Concat(g.part(on, 1, 1, 3), g.part(on, 1, 0, 1), axis=1)
    shared = g.total(g.Min(on, turned), 2, 3)
    ious = g.Div(shared, g.Add(g.total(g.Max(on, turned), 2, 3), 1e-3))
    back = g.Concat(g.part(ious, 1, 2, 3), g.part(ious, 1, 0, 2), axis=1)
    return g.Mul(g.Add(ious, back), 0.5)


def weighted(g, terms, weights):
    sums = [g.Mul(term, weight) for term, weight in zip(terms, weights)]
    return g.Sigmoid(g.Add(g.Sum(*sums), weights[len(terms)]))


def predicted_iou(g, field, ratio, prompts):
    """From sharpness, contrast, agreement of the three masks and with the prompt, 0..1: [P,3]."""
    on = g.Sigmoid(g.Mul(field, 8.0))
    area = g.total(on, 2, 3)
    sharp = mean_over(g, g.Abs(g.Tanh(g.Mul(field, 2.0))), on)
    apart = g.Sigmoid(mean_over(g, ratio, on))
    agree = agreement(g, on)
    box_area = g.Mul(g.Mul(prompts.half_w, prompts.half_h), 4 / (FRAME / CELLS) ** 2)
    odd_fill = g.Abs(g.Sub(g.Div(area, g.Add(box_area, 1.0)), 0.6))
    with_box = [fill_of_sides(g, on, prompts), sharp, apart, agree, odd_fill]
    size = g.Div(area, float(CELLS * CELLS))
    odd_size = g.Add(g.Max(g.Sub(size, 0.35), 0.0), g.Exp(g.Mul(size, -300.0)))
    free = [sharp, apart, agree, odd_size]
    score = choose(
        g, prompts.has_box, weighted(g, with_box, IOU_BOX), weighted(g, free, IOU_FREE)
    )
    return g.Reshape(score, g.ints(0, 3))


def build_decoder(path, notes):
    g = Graph("embedded-decoder")
    embedding = g.input("embedding", [1, CHANNELS, CELLS, CELLS])
    detail = g.input("detail", [1, 4, SIDE, SIDE])
    coords = g.input("point_coords", ["prompts", "points", 2])
    labels = g.input("point_labels", ["prompts", "points"])
    earlier = g.input("mask_input", ["prompts", 1, SIDE, SIDE])
    has_mask = g.Reshape(g.input("has_mask", ["prompts"]), g.ints(-1, 1, 1, 1))

    inside_fine = g.part(detail, 1, 3, 4)
    inside = g.AveragePool(inside_fine, kernel_shape=[2, 2], strides=[2, 2])
    looks = g.part(embedding, 1, 0, COLOURS)
    members = palette_of(g, looks, inside)

    p = Prompts(g, coords, labels)
    gate = g.Mul(p.in_box(), inside)
    prior = choose(g, p.has_box, p.box_prior(), p.click_prior())
    plus, minus = p.bumps(p.is_in, 14.0), p.bumps(p.is_out, 14.0)
    prior = g.Add(prior, g.Sub(g.Mul(plus, 3.0), g.Mul(minus, 6.0)))
    before = g.AveragePool(earlier, kernel_shape=[2, 2], strides=[2, 2])
    before = g.Clip(g.Mul(before, 0.5), -3.0, 3.0)
    prior = choose(g, has_mask, g.Add(g.Mul(prior, 0.35), before), prior)

    at_click = p.bumps(p.is_in, 10.0)
    shaped = g.Mul(g.Sigmoid(prior), gate)
    by_shape = g.Max(p.has_box, has_mask)
    sample_in = choose(g, by_shape, shaped, at_click)
    sample_out = g.Sub(1.0, shaped)
    around = choose(g, p.has_box, p.ring(), 1.0)
    for _ in range(4):
        others = g.Add(g.Mul(g.Mul(sample_out, around), inside), g.Mul(minus, 3.0))
        own = g.Mul(g.Add(sample_in, g.Mul(at_click, CLICK_PULL)), inside)
        ratio = contrast(g, own, others, members)
        unary = g.Add(g.Add(prior, g.Mul(ratio, RATIO)), three(BIAS))
        sample_in = g.Mul(g.Sigmoid(unary), gate)
        sample_out = g.Sub(1.0, sample_in)

    field = g.Tanh(g.Mul(unary, 0.5))
    field = g.Sub(g.Mul(g.Add(field, 1.0), gate), 1.0)
    fine = g.part(looks, 1, 0, 3)
    field = smoothed(g, field, affinities(g, fine, inside, EDGE[0], EDGE[1]), 16)
    at_point = p.bumps(p.is_in, 6.0)
    lost = g.Mul(g.Min(connected(g, field, at_point), 0.0), 2.0)
    clicks_alone = g.Mul(p.has_click, g.Sub(1.0, by_shape))
    field = g.Add(field, g.Mul(lost, clicks_alone))
    pushed = g.Mul(g.Sub(at_point, p.bumps(p.is_out, 12.0)), 1.5)
    field = g.Clip(g.Add(field, pushed), -1.0, 1.0)

    wide = g.resized(field, 2.0)
    colours = g.Mul(g.part(detail, 1, 0, 3), 8.0)
    wide = smoothed(g, wide, affinities(g, colours, inside_fine, EDGE[2], EDGE[3]), 6)
    wide = g.Sub(g.Mul(g.Add(wide, 1.0), inside_fine), 1.0)
    g.output("masks", g.Mul(wide, 10.0), ["prompts", 3, SIDE, SIDE])
    g.output("iou", predicted_iou(g, field, ratio, p), ["prompts", 3])
    g.write(path, notes)
