"""Against the light: bottles on a window sill."""

import materials as m
from nature import bush
from shapes import ball, box, lathe
from stage import place


def glass_profile(radius, tall, neck, thin, wall):
    """Outline of a bottle: up the outside, over the mouth, down the inside."""
    shoulder = [(radius * 0.86, tall + 0.1 * radius), (thin * 1.25, tall + radius * 0.75), (thin, tall + radius * 0.95)]
    mouth = [
        (thin, tall + neck),
        (thin + 0.05, tall + neck + 0.02),
        (thin + 0.05, tall + neck + 0.12),
        (thin, tall + neck + 0.14),
    ]
    foot = [(0.0, 0.0), (radius * 0.93, 0.0), (radius, 0.06), (radius, tall * 0.4), (radius, tall * 0.93)]
    outer = [*foot, *shoulder, *mouth]
    inner = [(max(0.0, r - wall), h if h > 0.3 else 0.1) for r, h in reversed(outer[2:-2])]
    return [*outer, *inner, (0.0, 0.1)]


def filling(radius, level, liquid):
    profile = [
        (0, 0.11),
        (radius - 0.01, 0.11),
        (radius, 0.2),
        (radius, level - 0.02),
        (radius, level),
        (radius - 0.03, level),
    ]
    return lathe([*profile, (0, level)], liquid, 48, 1)


def closure(kind, thin, top, glass):
    """Cork, tin cap or glass ball in the mouth at height top; None for an open bottle."""
    if kind == "cork":
        cork = m.stone("8a6238", "c49a66", 5, 0.9, 0.04, 0.1, grain="5c3c20")
        profile = [
            (0, top - 0.3),
            (thin - 0.06, top - 0.3),
            (thin - 0.02, top + 0.22),
            (thin - 0.05, top + 0.26),
            (0, top + 0.26),
        ]
        return lathe(profile, cork, 24, 1)
    if kind == "cap":
        profile = [(thin + 0.08, top - 0.16), (thin + 0.07, top + 0.04), (thin, top + 0.08), (0, top + 0.08)]
        return lathe(profile, m.metal("a8282a", 0.35), 24, 1)
    return place(ball(thin + 0.1, glass, 4), (0, 0, top + 0.18)) if kind == "ball" else None


def bottle(stage, tag, at, size, look, fill=0.0, stopper="cork"):
    """Glass bottle: size (radius, height of the body, height of the neck)."""
    radius, tall, neck = size
    glass, liquid = look
    thin, wall = min(0.17, radius * 0.42), 0.05
    body = lathe(glass_profile(radius, tall, neck, thin, wall), glass, 48, 2)
    parts = [body]
    if fill:
        parts.append(filling(radius - wall - 0.012, 0.1 + (tall - 0.2) * fill, liquid))
    lid = closure(stopper, thin, tall + neck + 0.14, glass)
    if lid:
        parts.append(lid)
    for part in parts[1:]:
        part.parent = body
    place(body, at)
    stage.tag(tag, body)


def build_bottles(stage):
    stage.dome("4a5240", "e8eef4", 1.1, 0.5, 1.2)
    stage.lamp("SUN", (-5, 9, 6.2), power=3.2, size=1.5, colour="ffeccb")
    stage.lamp("AREA", (3, -8, 5), (0, 0, 1.5), 140, 6, "ffe6c8", 5)
    paint = m.plastic("e4e0d4", 0.5, 0.02)
    box((20, 3.4, 0.4), m.wood("d8d0be", "b8ac94", 0.8, 0.45, "X", 0.1, 0.5), 0.08, (0, 0.3, -0.4))
    for x in (-6.9, -2.3, 2.3, 6.9):
        box((0.34, 0.3, 12), paint, 0.05, (x, 2.3, -0.1))
    for z in (0.0, 5.3):
        box((20, 0.34, 0.4), paint, 0.05, (0, 2.3, z))
    for number in range(16):
        x, y = -22 + 3.1 * number, 17 + 5 * (number % 3)
        bush(
            (x, y, -1 + 2.6 * (number % 4)), (4, 3, 3.6), 900, m.leaf("2c4a16", "9ab03c", 0.5), (0.5, 1.2), 30 + number
        )
    clear, green = m.glass("eef6f2", 0, 0.01), m.glass("cbe8d0", 0, 0.02)
    brown, blue = m.glass("ead2ae", 0, 0.02), m.glass("bcdaf0", 0, 0.02)
    oil, tea = m.glass("eed894", 0, 0, 1.4), m.glass("dc9468", 0, 0, 1.36)
    bottle(stage, "oil", (-3.75, 0.1, 0), (0.52, 1.75, 0.95), (clear, oil), 0.7, "cork")
    bottle(stage, "brown", (-2.35, -0.25, 0), (0.42, 0.95, 0.5), (brown, tea), 0.0, "cap")
    bottle(stage, "tall green", (-1.05, 0.25, 0), (0.48, 2.5, 1.15), (green, tea), 0.0, "none")
    bottle(stage, "blue", (0.3, -0.2, 0), (0.5, 1.2, 0.55), (blue, tea), 0.0, "cork")
    bottle(stage, "syrup", (1.62, 0.15, 0), (0.44, 1.55, 0.75), (clear, tea), 0.8, "cap")
    bottle(stage, "tiny", (2.65, -0.35, 0), (0.32, 0.55, 0.35), (green, oil), 0.0, "cork")
    bottle(stage, "decanter", (3.85, 0.2, 0), (0.66, 1.5, 0.7), (clear, tea), 0.0, "ball")
    stage.camera((0.4, -12.4, 2.9), (0.1, 0.4, 1.85), 49, (0, 0, 1.4), 0.3, -0.008)


BOTTLES = {
    "number": 14,
    "id": "window-bottles",
    "size": (960, 640),
    "build": build_bottles,
    "rays": 72,
    "look": {"exposure": 0.25, "glow": 0.1},
    "samples": [
        {
            "id": "bottles-cork",
            "query": "Which ones are closed with the bark of an oak?",
            "variants": ["Which of these share the same kind of natural stopper?"],
            "target": "corked bottles",
            "synonyms": ["bottles with corks"],
            "attributes": ["stopped with cork"],
            "category": "geometric",
            "component": "shared-attributes",
            "things": ["oil", "blue", "tiny"],
            "apart": [["oil"], ["blue"], ["tiny"]],
            "answer": "The first bottle on the left, the blue one and the tiny green one.",
            "rationale": "Cork is the bark of the cork oak; exactly these three have a cork, the rest a metal cap, glass or nothing.",
        },
        {
            "id": "bottles-second",
            "query": "Lined up by height, which would stand directly after the tallest?",
            "variants": ["Only one of these rises above it: which one is it?"],
            "target": "bottle",
            "synonyms": ["oil bottle", "flask"],
            "attributes": ["second tallest", "yellow content", "leftmost"],
            "category": "geometric",
            "component": "ordinal-relation",
            "things": ["oil"],
            "answer": "The leftmost bottle with the yellow oil.",
            "rationale": "The tall green one is highest; the bottle of oil comes next.",
        },
        {
            "id": "bottles-spoil",
            "query": "From which one would a guest's drink evaporate first because nobody closed it?",
            "variants": ["Which of them has lost its stopper?"],
            "target": "bottle",
            "synonyms": ["green bottle", "wine bottle"],
            "attributes": ["green", "tallest", "open"],
            "category": "multi-step",
            "component": "visual-detail",
            "things": ["tall green"],
            "answer": "The tall green bottle, which is open.",
            "rationale": "All others carry a cork, a cap or a glass ball; the mouth of the tall green one is empty.",
        },
    ],
}

SCENES = [BOTTLES]
