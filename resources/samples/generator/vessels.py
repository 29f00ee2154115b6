"""Turned kitchen things: mugs, bowls, jugs, bottles, fruit."""
import math

from shapes import ball, hollow, lathe, subdivide, swept, tube
from stage import place


def bowl(radius, tall, made, wall=0.07):
    steps = [(0.42, 0.0), (0.45, 0.06), (0.55, 0.1), (0.78, 0.3), (0.93, 0.6), (1.0, 0.95), (1.01, 1.0)]
    return lathe(hollow([(radius * r, tall * h) for r, h in steps], wall), made)


def mug(made, radius=0.42, tall=0.95):
    """(body, handle); the handle is a separate object in the +X direction."""
    outer = [(0.88, 0), (0.97, 0.03), (1.0, 0.1), (1.0, 0.5), (1.0, 0.95), (1.0, 1.0)]
    body = lathe(hollow([(radius * r, tall * h) for r, h in outer], 0.045), made)
    bend = [math.radians(a) for a in range(-96, 97, 12)]
    spine = [(radius * 0.98 + 0.30 * math.cos(a), 0, tall * 0.52 + 0.29 * math.sin(a)) for a in bend]
    handle = subdivide(swept(spine, [0.062] * len(spine), made, 16), 1)
    handle.parent = body
    return body, handle


def jug(made, radius=0.6, tall=1.6):
    outer = [(0.7, 0), (0.82, 0.03), (1.0, 0.25), (1.0, 0.4), (0.75, 0.7), (0.6, 0.85), (0.66, 0.97), (0.7, 1.0)]
    body = lathe(hollow([(radius * r, tall * h) for r, h in outer], 0.05), made)
    spine = [
        (-radius * 0.62, 0, tall * 0.9),
        (-radius * 1.3, 0, tall * 0.93),
        (-radius * 1.6, 0, tall * 0.7),
        (-radius * 1.45, 0, tall * 0.42),
        (-radius * 0.93, 0, tall * 0.33),
    ]
    grip = tube(spine, 0.075, made)
    grip.parent = body
    return body


def apple(made, stem, radius=0.4, seed=0):
    profile = [
        (0, 0.10),
        (0.12, 0.05),
        (0.3, 0.02),
        (0.62, 0.2),
        (0.92, 0.62),
        (1.0, 1.05),
        (0.88, 1.5),
        (0.55, 1.74),
        (0.25, 1.7),
        (0.1, 1.55),
        (0, 1.48),
    ]
    body = lathe([(radius * r * (1 + 0.0 * seed), radius * h) for r, h in profile], made, 40, 2)
    top = tube([(0, 0, radius * 1.45), (0.01, 0, radius * 1.75), (0.06, 0.02, radius * 2.1)], 0.022, stem)
    top.parent = body
    return body


def pear(made, stem, radius=0.36):
    profile = [
        (0, 0.06),
        (0.15, 0.02),
        (0.4, 0.04),
        (0.8, 0.3),
        (1.0, 0.8),
        (0.93, 1.3),
        (0.62, 1.85),
        (0.42, 2.3),
        (0.34, 2.6),
        (0.2, 2.75),
        (0.06, 2.74),
        (0, 2.7),
    ]
    body = lathe([(radius * r, radius * h) for r, h in profile], made, 40, 2)
    top = tube([(0, 0, radius * 2.65), (0.02, 0, radius * 2.95), (0.1, 0.02, radius * 3.3)], 0.022, stem)
    top.parent = body
    return body


def lemon(made, radius=0.3):
    profile = [
        (0, -1.42),
        (0.1, -1.38),
        (0.2, -1.22),
        (0.5, -1.0),
        (0.86, -0.55),
        (1.0, 0),
        (0.86, 0.55),
        (0.5, 1.0),
        (0.22, 1.2),
        (0.16, 1.34),
        (0.08, 1.42),
        (0, 1.44),
    ]
    return lathe([(radius * r, radius * h) for r, h in profile], made, 40, 2)


def orange(made, radius=0.4, seed=0):
    return ball(radius, made, 5, 0.015, 1.5, seed, (1, 1, 0.94))


def spoon(made):
    """Spoon along X, lying on z = 0."""
    bowl_part = ball(0.26, made, 4, squash=(1.35, 0.9, 0.22))
    place(bowl_part, (1.35, 0, 0.07))
    shaft = swept(
        [(1.1, 0, 0.07), (0.6, 0, 0.1), (-0.2, 0, 0.07), (-0.7, 0, 0.05), (-0.9, 0, 0.05)],
        [0.05, 0.045, 0.06, 0.09, 0.05],
        made,
        16,
        0.4,
    )
    bowl_part.parent = shaft
    return shaft
