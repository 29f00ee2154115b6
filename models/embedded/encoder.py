"""Encoder of the embedded segmenter: hand-made colour, texture and place features. Nothing is trained."""

import numpy as np

from graph import Graph

FRAME = 512
CELLS = 128
CHANNELS = 15


def gauss(sigma):
    radius = int(np.ceil(2.5 * sigma))
    weights = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    return (weights / weights.sum()).astype(np.float32), radius


def blurred(g, value, channels, sigma):
    """Separable Gaussian of every channel, zero outside."""
    weights, r = gauss(sigma)
    down = np.tile(weights.reshape(1, 1, -1, 1), (channels, 1, 1, 1))
    across = np.tile(weights.reshape(1, 1, 1, -1), (channels, 1, 1, 1))
    value = g.Conv(value, down, group=channels, pads=[r, 0, r, 0])
    return g.Conv(value, across, group=channels, pads=[0, r, 0, r])


def pooled(g, value, k):
    return g.AveragePool(value, kernel_shape=[k, k], strides=[k, k])


def lab_from_rgb(g, rgb):
    """sRGB 0..1 to CIE Lab (D65), L 0..1, a and b about -1..1."""
    linear = g.Pow(g.Clip(rgb, 0.0, 1.0), 2.2)
    to_xyz = np.array(
        [[0.4339, 0.3762, 0.1899], [0.2126, 0.7152, 0.0722], [0.0178, 0.1095, 0.8727]]
    )
    xyz = g.Conv(linear, to_xyz.reshape(3, 3, 1, 1))
    root = g.Pow(g.Add(xyz, 0.004), 1 / 3)
    to_lab = np.array([[0, 1.16, 0], [5, -5, 0], [0, 2, -2]])
    return g.Conv(root, to_lab.reshape(3, 3, 1, 1), np.array([-0.17, 0, 0]))


def texture(g, light, inside):
    """Gradient energy in four directions: [1,1,256,256] to [1,4,128,128]."""
    s = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 8
    d = np.array([[-2, -1, 0], [-1, 0, 1], [0, 1, 2]]) / 8
    kernels = np.stack([s, s.T, d, np.fliplr(d)]).reshape(4, 1, 3, 3)
    away = g.Sub(1.0, g.MaxPool(g.Sub(1.0, inside), kernel_shape=[5, 5], pads=[2, 2, 2, 2]))
    energy = g.Mul(g.Abs(g.Conv(light, kernels, pads=[1, 1, 1, 1])), away)
    return pooled(g, energy, 2)


def standardised(g, value, inside, floor):
    """Each channel centred on its mean over the picture and divided by its spread."""
    count = g.total(inside, 2, 3)
    mean = g.Div(g.total(g.Mul(value, inside), 2, 3), count)
    centred = g.Mul(g.Sub(value, mean), inside)
    spread = g.Sqrt(g.Div(g.total(g.Mul(centred, centred), 2, 3), count))
    return g.Div(centred, g.Add(spread, floor))


def build_encoder(path, notes):
    g = Graph("embedded-encoder")
    image = g.input("image", [1, 3, FRAME, FRAME])
    frame = g.input("frame", [2])
    at = np.arange(FRAME) + 0.5
    width, height = g.part(frame, 0, 0, 1), g.part(frame, 0, 1, 2)
    in_x = g.Cast(g.Less(at.reshape(1, 1, 1, FRAME), width), to=1)
    in_y = g.Cast(g.Less(at.reshape(1, 1, FRAME, 1), height), to=1)
    inside = g.Mul(in_x, in_y)
    lab = g.Mul(lab_from_rgb(g, image), inside)
    half_in = pooled(g, inside, 2)
    half_lab = g.Div(pooled(g, lab, 2), g.Max(half_in, 1e-6))
    in_cells = pooled(g, half_in, 2)
    lab_cells = pooled(g, lab, 4)

    def spread_out(value, channels, sigma):
        shared = g.Max(blurred(g, in_cells, 1, sigma), 1e-6)
        return g.Div(blurred(g, value, channels, sigma), shared)

    sharp = g.Div(lab_cells, g.Max(in_cells, 1e-6))
    energy = texture(g, g.part(half_lab, 1, 0, 1), half_in)
    tex = g.Sqrt(g.Add(spread_out(energy, 4, 2.0), 1e-5))
    cell = np.arange(CELLS) / (CELLS / 2) - 1
    across = np.tile(cell.reshape(1, 1, 1, -1), (1, 1, CELLS, 1))
    down = np.tile(cell.reshape(1, 1, -1, 1), (1, 1, 1, CELLS))
    parts = [
        g.Mul(standardised(g, sharp, in_cells, 0.03), 1.0),
        g.Mul(standardised(g, spread_out(lab_cells, 3, 1.5), in_cells, 0.03), 1.0),
        g.Mul(standardised(g, spread_out(lab_cells, 3, 4.0), in_cells, 0.03), 0.7),
        g.Mul(standardised(g, tex, in_cells, 0.02), 0.5),
        g.Mul(standardised(g, g.Concat(across, down, axis=1), in_cells, 0.02), 0.6),
    ]
    g.output("embedding", g.Concat(*parts, axis=1), [1, CHANNELS, CELLS, CELLS])
    detail = g.Concat(g.Mul(half_lab, half_in), half_in, axis=1)
    g.output("detail", detail, [1, 4, FRAME // 2, FRAME // 2])
    g.write(path, notes)
