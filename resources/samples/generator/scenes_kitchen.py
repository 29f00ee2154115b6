"""Indoors by a window: the breakfast table."""
import math

import materials as m
import vessels as v
from shapes import box, draws, sheet
from mathutils import Vector, noise
from stage import place


def planked_table(made, across=12, deep=7, plank=1.35, height=0.0):
    for row in range(int(deep / plank) + 1):
        y = (row + 0.5) * plank - deep / 2
        box((across, plank - 0.025, 0.5), made, 0.03, (0.0, y, height - 0.5))


def tiled_wall(made, y, across=26, tall=12, size=1.5):
    draw = draws(3)
    for column in range(int(across / size)):
        for row in range(int(tall / size * 2)):
            at = ((column + 0.5 * (row % 2)) * size - across / 2, y, row * size / 2 - 1)
            tile = box((size - 0.05, 0.2, size / 2 - 0.05), made, 0.04, at)
            tile.rotation_euler = [draw.uniform(-0.012, 0.012) for _ in range(3)]


def napkin(at, turn, made):
    def fold(x, y):
        ripple = 0.10 * noise.noise(Vector((x * 1.1, y * 1.1, 4))) + 0.06 * math.sin(3 * x + 1.3 * y)
        return 0.03 + max(0.0, ripple)

    return place(sheet(2.6, 2.0, fold, made, (90, 70)), at, (0, 0, turn))


def fruit(stage):
    stem = m.wood("5a4226", "2e2010", 3, 0.7)
    red = m.skin(
        [(0.3, "8c1414"), (0.5, "b3261a"), (0.66, "cf6a2c"), (0.8, "d8b04a")],
        1.6,
        0.25,
        0.004,
        0.05,
        (1, 1, 0.25),
        "e6c07a",
    )
    green = m.skin([(0.3, "9aa32c"), (0.6, "b9b648"), (0.8, "c99a4a")], 2.2, 0.4, 0.008, 0.08, dots="7c6a28")
    yellow = m.skin([(0.3, "d9a514"), (0.7, "edc738")], 1.5, 0.38, 0.03, 0.1)
    peel = m.skin([(0.3, "d4690f"), (0.7, "e58a1f")], 1.5, 0.36, 0.03, 0.1)
    stage.tag("apple", place(v.apple(red, stem), (-0.55, -1.05, 0.0), (4, 6, 40)))
    stage.tag("pear", place(v.pear(green, stem), (2.5, 0.75, 0.36), (82, 0, 62)))
    stage.tag("lemon", place(v.lemon(yellow), (0.32, -1.32, 0.30), (90, 0, 35)))
    for seed, at in enumerate([(-2.15, 0.62, 0.62), (-2.78, 0.86, 0.60), (-2.42, 1.25, 0.64), (-2.4, 0.9, 1.16)]):
        stage.tag("oranges", place(v.orange(peel, 0.36, seed + 1), at, (30 * seed, 50, 20)))


def build_breakfast(stage):
    stage.dome("3c3830", "a8b4c4", 0.22, 0.3)
    stage.lamp("AREA", (-9, 1.5, 5.2), (0, 0.4, 0.6), 1500, 4.2, "e8f0ff", 5.5)
    stage.lamp("AREA", (7, -6, 7), (0, 0, 0), 130, 6, "ffd9a8", 4)
    planked_table(m.wood("a87748", "5f3a1c", 1.0, 0.38, "X", 0.15, 0.6), 13, 7)
    tiled_wall(m.ceramic("d6d8d0", None, 0.16, 0.03), 8.5)
    blue = m.ceramic("2c4a66", "10202e", 0.2, 0.03, "b08a5c")
    cream = m.ceramic("e4dcc8", "8a6a44", 0.25, 0.03)
    sage = m.ceramic("7d8f78", "3d4a3a", 0.3, 0.03, "a5805a")
    body, handle = v.mug(m.ceramic("d9d2c2", "5a4630", 0.2, 0.02, "8a6544"), 0.46, 1.02)
    place(body, (1.35, 0.2, 0), (0, 0, -32))
    stage.tag("mug", body)
    stage.tag("handle", handle)
    stage.tag("big bowl", place(v.bowl(1.22, 1.02, blue), (-2.4, 0.9, 0)))
    stage.tag("middle bowl", place(v.bowl(0.74, 0.62, cream), (-0.15, 0.75, 0)))
    stage.tag("small bowl", place(v.bowl(0.43, 0.4, sage), (-1.3, -0.55, 0)))
    fruit(stage)
    place(v.jug(m.ceramic("c9ccc6", "8f948c", 0.2, 0.03), 0.8, 2.1), (0.9, 2.5, 0), (0, 0, 160))
    place(v.bowl(0.8, 0.5, sage), (3.9, 2.6, 0))
    place(v.spoon(m.metal("b9b4aa", 0.22)), (2.5, -0.95, 0.02), (0, 0, 24))
    napkin((3.1, 0.75, 0.0), 14, m.cloth("cfc6b4", "7a2f2a", 60, 0.04))
    stage.camera((0.3, -8.3, 3.75), (0.15, 0.35, 0.45), 51, (0.0, -0.3, 0.4), 0.42)


BREAKFAST = {
    "number": 2,
    "id": "breakfast-table",
    "size": (960, 640),
    "build": build_breakfast,
    "rays": 144,
    "look": {"exposure": 0.8},
    "samples": [
        {
            "id": "breakfast-smallest",
            "query": "Which of the dishes would hold the least soup?",
            "variants": ["Into which vessel on the table would the fewest spoonfuls fit?"],
            "target": "bowl",
            "synonyms": ["small bowl", "dish"],
            "attributes": ["smallest", "green", "ceramic"],
            "category": "geometric",
            "component": "relative-size",
            "things": ["small bowl"],
            "answer": "The little green bowl near the front edge.",
            "rationale": "Of the bowls compared it has the smallest width and height.",
        },
        {
            "id": "breakfast-grip",
            "query": "By what would you hold a hot drink here without burning your fingers?",
            "variants": ["Where do the fingers go when somebody lifts the tea?"],
            "target": "mug handle",
            "synonyms": ["handle", "ear of the cup"],
            "attributes": ["curved", "ceramic"],
            "category": "multi-step",
            "component": "part-instance-relation",
            "things": ["handle"],
            "answer": "By the curved handle of the mug.",
            "rationale": "A hot drink goes into the mug; the part of it that stays cool and is made for fingers is the handle.",
        },
        {
            "id": "breakfast-single",
            "query": "Which pieces of fruit have been left on their own outside the dishes?",
            "variants": ["What could you eat without reaching into a bowl?"],
            "target": "fruit",
            "synonyms": ["apple, lemon and pear"],
            "attributes": ["red apple", "yellow lemon", "green pear"],
            "category": "spatial",
            "component": "counting",
            "things": ["apple", "lemon", "pear"],
            "apart": [["apple", "lemon"], ["pear"]],
            "answer": "Three: the apple and the lemon in front, and the pear on the napkin.",
            "rationale": "The oranges lie in the big bowl; the three other fruits lie on the table or the cloth.",
        },
    ],
}

SCENES = [BREAKFAST]
