"""After sunset: a desk under a lamp."""
import math

import numpy as np

import materials as m
import vessels as v
from scenes_kitchen import planked_table
from shapes import ball, box, lathe, letters, swept, tube
from stage import place


def key(made, teeth):
    """Door key along X with its ring end at the origin, lying on z = 0."""
    bow = [(0.20 * math.cos(a) - 0.2, 0.20 * math.sin(a), 0.035) for a in np.linspace(0, 2 * math.pi, 15)[:-1]]
    grip = tube(bow, 0.05, made, closed=True)
    shaft = swept([(0, 0, 0.035), (0.3, 0, 0.035), (0.6, 0, 0.035), (0.84, 0, 0.035)], [0.055] * 4, made, 12, 0.55)
    shaft.parent = grip
    for number, deep in enumerate(teeth):
        tooth = box((0.07, deep, 0.045), made, 0.008, (0.52 + 0.09 * number, -deep / 2 - 0.03, 0.012))
        tooth.parent = grip
    return grip


def keys(stage, at):
    steel, brass = m.metal("b9bbbd", 0.25), m.metal("b58a3c", 0.28)
    ring = tube(
        [(0.26 * math.cos(a), 0.26 * math.sin(a), 0.06) for a in np.linspace(0, 2 * math.pi, 15)[:-1]],
        0.026,
        steel,
        closed=True,
    )
    ring.parent = None
    parts = [ring]
    for made, turn, teeth in (
        (brass, -38, (0.10, 0.06, 0.12, 0.08)),
        (steel, 12, (0.07, 0.11, 0.06)),
        (brass, -82, (0.12, 0.07)),
    ):
        one = key(made, teeth)
        place(
            one,
            (0.30 * math.cos(math.radians(turn)), 0.30 * math.sin(math.radians(turn)), 0.01 * len(parts)),
            (0, 2, turn),
        )
        one.parent = ring
        parts.append(one)
    place(ring, at, (0, 0, 15), 1.0)
    stage.tag("keys", ring)


def telephone(stage, at, turn):
    body = box((0.78, 1.58, 0.09), m.plastic("15171a", 0.3), 0.04)
    glass = box((0.73, 1.53, 0.012), m.plastic("050608", 0.08, 0.0), 0.01, (0, 0, 0.086))
    glass.parent = body
    place(body, at, (0, 0, turn))
    stage.tag("phone", body)


def desk_lamp(at):
    dark, brass = m.metal("3a3f3c", 0.4), m.metal("a98445", 0.3)
    place(lathe([(0, 0), (0.8, 0), (0.82, 0.06), (0.6, 0.16), (0.1, 0.22), (0, 0.22)], dark, 48, 2), at)
    x, y, z = at
    tube([(x, y, z), (x - 0.1, y, z + 1.6), (x + 0.1, y, z + 3.0), (x + 0.9, y - 0.3, z + 3.7)], 0.06, brass)
    shade = lathe(
        [(0.14, 0.62), (0.3, 0.6), (0.62, 0.3), (0.8, 0.0), (0.77, 0.0), (0.58, 0.28), (0.28, 0.55), (0.14, 0.57)],
        dark,
        48,
        2,
    )
    place(shade, (x + 1.15, y - 0.4, z + 3.2), (0, -18, -20), 1.1)
    place(ball(0.2, m.glowing("ffc98a", 60), 3), (x + 1.1, y - 0.4, z + 3.3))


def build_desk(stage):
    stage.dome("0b0d14", "1c2636", 0.35, 0.5)
    stage.lamp("SPOT", (-2.0, 1.4, 4.4), (0.1, -0.6, 0), 900, 0.35, "ffc788").data.spot_size = 2.3
    stage.lamp("AREA", (9, 3, 5), (0, 0, 0.5), 190, 4, "8fa6e0", 5)
    planked_table(m.wood("7d5230", "43260f", 0.8, 0.34, "X", 0.25), 30, 10, 2.6)
    desk_lamp((-3.4, 1.9, 0))
    telephone(stage, (0.75, -0.75, 0), -16)
    white = m.plastic("d9d6cf", 0.4)
    run = [
        (0.53, -1.54, 0.05),
        (0.45, -1.85, 0.06),
        (0.2, -2.15, 0.045),
        (-0.6, -2.15, 0.045),
        (-1.35, -1.6, 0.045),
        (-1.2, -0.75, 0.045),
        (-0.55, -0.55, 0.05),
        (-0.3, -1.05, 0.05),
        (-0.9, -1.3, 0.09),
        (-1.9, -0.6, 0.045),
        (-2.3, 0.4, 0.045),
        (-1.5, 1.4, 0.045),
        (0.4, 1.75, 0.045),
        (2.4, 1.7, 0.045),
        (4.0, 2.6, 0.045),
        (5.5, 5, -0.2),
    ]
    plug = box((0.13, 0.3, 0.07), white, 0.02, (0.51, -1.7, 0.015), -16)
    stage.tag("cable", tube(run, 0.035, white), plug)
    keys(stage, (1.95, -1.75, 0.0))
    body, handle = v.mug(m.ceramic("37474f", "1c262b", 0.22, 0.02, "a08060"), 0.46, 1.0)
    stage.tag("mug", place(body, (2.45, 0.75, 0), (0, 0, 25)))
    coffee = lathe([(0, 0.8), (0.40, 0.8), (0.41, 0.79)], m.plastic("1a0d06", 0.05, 0), 40, 0)
    place(coffee, (2.45, 0.75, 0))
    sheet_of = box((2.1, 2.9, 0.02), m.paper("d9d2c0"), 0.003, (-0.9, 0.35, 0), 8)
    place(sheet_of, sheet_of.location, (0, 0, 8))
    colours = ["6d2a22", "23405a", "4d5a34"]
    for number, (text, size) in enumerate(
        [("ATLAS", (3.3, 2.3, 0.42)), ("GARDENING", (3.0, 2.1, 0.5)), ("COOKING", (2.8, 2.0, 0.44))]
    ):
        high = [0, 0.42, 0.92][number]
        turn = [-4, 3, -7][number]
        book = volume(text, size, colours[number])
        stage.tag(f"book {text}", place(book, (0.6 + 0.08 * number, 3.1, high), (0, 0, turn)))
    pencil = tube([(0.1, 0.6, 0.06), (-0.7, 0.2, 0.06), (-1.5, -0.2, 0.06)], 0.05, m.plastic("c08a1a", 0.35))
    pencil.data.bevel_resolution = 1
    box((40, 0.4, 16), m.stone("3c4248", "4a525a", 0.4, 0.9, 0.03, 0.05), 0, (0, 7.5, -2))
    stage.camera((0.5, -8.3, 4.1), (0.3, 0.1, 0.55), 50, (0.8, -0.9, 0.1), 0.3)


def volume(text, size, colour):
    """Book lying flat, its spine with the title towards -Y."""
    across, deep, thick = size
    cover = m.cloth(colour, None, 45)
    block = box((across - 0.12, deep - 0.1, thick - 0.08), m.paper("d8cdb4", 0.9), 0.01, (0, 0.03, 0.04))
    for high in (0, thick - 0.045):
        part = box((across, deep, 0.045), cover, 0.015, (0, 0, high))
        part.parent = block
        part.location.z -= 0.04
        part.location.y -= 0.03
    spine = box((across, 0.06, thick - 0.02), cover, 0.02, (0, -deep / 2 - 0.03, -0.03))
    title = letters(text, m.plastic("ead9a8", 0.5), thick * 0.62, 0.004)
    place(title, (0, -deep / 2 - 0.065, thick / 2 - 0.04), (90, 0, 0))
    title.data.space_character = 1.25
    for part in (spine, title):
        part.parent = block
    return block


DESK = {
    "number": 11,
    "id": "desk-night",
    "size": (1200, 800),
    "build": build_desk,
    "rays": 96,
    "look": {"exposure": 1.75, "glow": 0.06},
    "samples": [
        {
            "id": "desk-charge",
            "query": "Without what would the phone's battery be empty by morning?",
            "variants": ["What brings power to the phone?"],
            "target": "charging cable",
            "synonyms": ["cable", "cord", "lead"],
            "attributes": ["thin", "white", "looped"],
            "category": "discriminative",
            "component": "thin",
            "things": ["cable"],
            "answer": "The thin white cable plugged into the phone.",
            "rationale": "It is the only connection from the phone to the mains; it winds in loops over the desk.",
        },
        {
            "id": "desk-door",
            "query": "What must not be forgotten here, or the front door stays shut?",
            "variants": ["What do you need to get back into the flat?"],
            "target": "keys",
            "synonyms": ["bunch of keys"],
            "attributes": ["metal", "on a ring"],
            "category": "multi-step",
            "component": "commonsense",
            "things": ["keys"],
            "answer": "The bunch of keys on the right.",
            "rationale": "A locked front door is opened with a key; the bunch lies to the right of the phone.",
        },
        {
            "id": "desk-soup",
            "query": "Which volume would help someone who wants to make soup?",
            "variants": ["In which of these could you look up how long to boil beans?"],
            "target": "book",
            "synonyms": ["cookery book"],
            "attributes": ["green", "top of the pile", "titled COOKING"],
            "category": "multi-step",
            "component": "ocr",
            "things": ["book COOKING"],
            "answer": "The book titled COOKING, on top of the pile.",
            "rationale": "Read from the spines, the titles are ATLAS, GARDENING and COOKING.",
        },
    ],
}

SCENES = [DESK]
