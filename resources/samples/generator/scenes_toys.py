"""On floors and tables by lamplight: letter cubes, a game of chess."""
import math

import bpy

import materials as m
from shapes import ball, box, draws, lathe, letters, sheet
from scenes_kitchen import planked_table
from stage import place
from mathutils import Vector, noise

SIDE = 1.0


def cube(stage, sign, at, turn, colours, tag=None, pitch=0):
    """Wooden cube with a painted, slightly sunken letter on its front and top."""
    plain, paint = colours
    parent = box((SIDE, SIDE, SIDE), plain, 0.07)
    for spin, where in (((90, 0, 0), (0, -SIDE / 2 - 0.001, SIDE / 2)), ((0, 0, 0), (0, 0, SIDE + 0.001))):
        text = letters(sign, paint, 0.92, 0.006)
        place(text, where, spin)
        text.parent = parent
    place(parent, at, (pitch, 0, turn))
    if tag:
        stage.tag(tag, parent)
    return parent


def build_blocks(stage):
    stage.dome("2a2622", "b9c6d8", 0.25, 0.3)
    stage.lamp("AREA", (6.5, 5.5, 6.5), (0, 0, 0.5), 900, 2.6, "fff0d8", 4.5)
    stage.lamp("AREA", (-7, -4, 5), (0, 0, 0.5), 90, 5, "c8d8ff", 5)
    for row in range(14):
        box((26, 1.75, 0.3), floor_wood(), 0.02, (0, row * 1.77 - 7, -0.3))
    rug = m.cloth("8a8578", "3d5266", 30, 0.05)
    place(
        sheet(15, 4.6, lambda x, y: 0.035 + 0.02 * noise.noise(Vector((x, y, 0)) * 0.8), rug, (120, 60)),
        (1, 5.2, 0),
        (0, 0, -6),
    )
    plain = m.wood("d0ab78", "b88f5a", 0.9, 0.5, "X", 0.05, 0.35)
    tints = [m.plastic(c, 0.5, 0.02) for c in ("9e2b20", "1f4f7c", "2f6b3a", "b8791a", "5a2f6a")]
    draw = draws(21)
    for place_, sign in enumerate("BREAD"):
        at = (-3.0 + 1.42 * place_ + draw.uniform(-0.06, 0.06), draw.uniform(-0.12, 0.12), 0)
        cube(stage, sign, at, draw.uniform(-9, 9), (plain, tints[place_ % 5]), f"cube {sign}")
    cube(stage, "K", (3.7, 3.2, 0), 24, (plain, tints[1]), "tower")
    cube(stage, "S", (3.66, 3.22, SIDE), 8, (plain, tints[3]), "tower")
    cube(stage, "O", (3.72, 3.18, 2 * SIDE), -17, (plain, tints[0]), "tower")
    globe = ball(0.46, m.plastic("b02a1c", 0.25, 0.004), 5)
    stage.tag("ball", place(globe, (3.68, 3.2, 3 * SIDE + 0.45)))
    cube(stage, "M", (-4.9, 2.7, 0), 38, (plain, tints[2]))
    cube(stage, "T", (-1.6, 3.9, 0), -28, (plain, tints[4]))
    place(lathe([(0, 0), (0.5, 0), (0.5, 1.6), (0, 1.6)], tints[2], 48, 0), (-3.2, 4.5, 0.5), (90, 0, 62))
    place(ball(0.46, tints[1], 5), (1.0, 3.6, 0.46))
    box((2.6, 0.9, 0.5), m.wood("8d5a34", "55301a", 2), 0.06, (-6.6, 5.2, 0), 25)
    wall = box((30, 0.4, 12), m.stone("b9b2a2", "cfc9bb", 0.5, 0.85, 0.03, 0.05), 0, (0, 10.4, 0))
    place(wall, wall.location)
    box((30, 0.2, 1.1), m.wood("e6e2d8", "d6d0c2", 1, 0.4), 0.05, (0, 10.1, 0))
    stage.camera((-0.7, -12.0, 4.9), (0.25, 1.2, 1.15), 50, (-0.2, -0.4, 0.5), 0.34)


def floor_wood():
    if "floor" not in bpy.data.materials:
        made = m.wood("8f6238", "54331a", 0.8, 0.3, "X", 0.3, 0.45)
        made.name = "floor"
    return bpy.data.materials["floor"]


PAWN = [
    (0, 0),
    (0.34, 0),
    (0.36, 0.06),
    (0.33, 0.13),
    (0.24, 0.2),
    (0.16, 0.42),
    (0.13, 0.58),
    (0.2, 0.62),
    (0.2, 0.66),
    (0.12, 0.69),
    (0.17, 0.76),
    (0.2, 0.86),
    (0.16, 0.97),
    (0.07, 1.03),
    (0, 1.04),
]
BISHOP = [
    (0, 0),
    (0.38, 0),
    (0.4, 0.07),
    (0.36, 0.15),
    (0.26, 0.24),
    (0.16, 0.6),
    (0.13, 0.88),
    (0.24, 0.93),
    (0.24, 0.97),
    (0.14, 1.0),
    (0.2, 1.12),
    (0.22, 1.22),
    (0.15, 1.42),
    (0.05, 1.5),
    (0.07, 1.56),
    (0, 1.6),
]
ROOK = [
    (0, 0),
    (0.4, 0),
    (0.42, 0.07),
    (0.38, 0.15),
    (0.28, 0.24),
    (0.22, 0.6),
    (0.21, 0.8),
    (0.31, 0.88),
    (0.31, 1.1),
    (0.31, 1.14),
    (0.22, 1.14),
    (0.22, 1.02),
    (0, 1.02),
]
QUEEN = [
    (0, 0),
    (0.42, 0),
    (0.44, 0.07),
    (0.4, 0.16),
    (0.28, 0.27),
    (0.17, 0.8),
    (0.15, 1.2),
    (0.28, 1.26),
    (0.28, 1.3),
    (0.16, 1.34),
    (0.22, 1.55),
    (0.31, 1.76),
    (0.22, 1.74),
    (0.1, 1.8),
    (0.09, 1.88),
    (0, 1.92),
]
KING = [
    (0, 0),
    (0.44, 0),
    (0.46, 0.08),
    (0.42, 0.17),
    (0.3, 0.28),
    (0.18, 0.85),
    (0.16, 1.35),
    (0.3, 1.41),
    (0.3, 1.46),
    (0.17, 1.5),
    (0.25, 1.78),
    (0.29, 1.92),
    (0.2, 1.98),
    (0.06, 2.03),
    (0, 2.04),
]


def king(made):
    body = lathe(KING, made, 48, 2)
    for size, high in (((0.07, 0.07, 0.34), 2.0), ((0.24, 0.07, 0.07), 2.14)):
        part = box(size, made, 0.015, (0, 0, high))
        part.parent = body
    return body


def board():
    light, dark = m.wood("c9a36c", "a27a44", 1.5, 0.35, "Y", 0.2), m.wood("5a3219", "321a0c", 1.5, 0.35, "Y", 0.2)
    for column in range(8):
        for row in range(8):
            box((0.998, 0.998, 0.3), light if (column + row) % 2 else dark, 0.006, (column - 3.5, row - 3.5, -0.3))
    for side in range(4):
        edge = box((9.2, 0.6, 0.34), dark, 0.05)
        place(
            edge, (4.31 * math.sin(side * math.pi / 2), -4.31 * math.cos(side * math.pi / 2), -0.32), (0, 0, 90 * side)
        )


def build_chess(stage):
    stage.dome("1c1510", "40342a", 0.3, 0.5)
    stage.lamp("AREA", (-5.5, 4.5, 6.5), (0, 0, 0.4), 620, 1.6, "ffcf90")
    stage.lamp("AREA", (8, 2, 5), (0, 0, 0), 170, 4, "a8c0f0", 5)
    planked_table(m.wood("6a4528", "3a2212", 0.8, 0.3, "X", 0.3), 26, 20, 2.4, -0.33)
    board()
    white, black = m.wood("dfc08a", "c09458", 2.4, 0.28, "Z", 0.4, 0.2), m.wood(
        "3b1d10", "1d0d07", 2.4, 0.25, "Z", 0.5, 0.2
    )
    draw = draws(9)

    def stand(piece, column, row, name=None, turn=0):
        at = (column - 3.5 + draw.uniform(-0.07, 0.07), row - 3.5 + draw.uniform(-0.07, 0.07), 0)
        place(piece, at, (0, 0, turn or draw.uniform(0, 360)), 0.95)
        if name:
            stage.tag(name, piece)

    for column in range(6):
        stand(lathe(PAWN, white, 40, 2), column + 1, 1, f"pawn {column + 1}")
    stand(lathe(ROOK, white, 40, 1), 0, 0)
    stand(lathe(BISHOP, white, 40, 2), 5, 3, "white bishop")
    stand(lathe(QUEEN, white, 40, 2), 2, 3, "white queen")
    stand(king(white), 6, 0, "white king", 12)
    stand(king(black), 4, 7, "black king", 30)
    stand(lathe(QUEEN, black, 40, 2), 3, 6, "black queen")
    stand(lathe(ROOK, black, 40, 1), 0, 6)
    stand(lathe(BISHOP, black, 40, 2), 7, 5)
    for column, row in ((1, 5), (2, 5), (5, 5), (6, 6)):
        stand(lathe(PAWN, black, 40, 2), column, row)
    fallen = place(lathe(PAWN, black, 40, 2), (5.0, 0.75, 0.02), (0, 94, -62), 0.95)
    stage.tag("fallen", fallen)
    place(lathe(BISHOP, black, 40, 2), (6.3, 3.0, -0.33), (0, 0, 0), 0.95)
    shelf = m.wood("4a2e1a", "2a180c", 1, 0.5)
    tints = [m.cloth(c, None, 30) for c in ("5a1f1a", "22384a", "3c4a2c", "8a6a3a", "2a2430", "7a4a2c")]
    for number in range(34):
        size = (draw.uniform(0.4, 0.9), 1.4, draw.uniform(2.6, 4))
        box(size, tints[number % 6], 0.05, (-13 + number * 0.8, 12.5, 0.6), draw.uniform(-2, 2))
    box((30, 2, 0.4), shelf, 0.05, (0, 12.6, 0.2))
    for k in range(5):
        place(ball(0.22, m.glowing("ffb060", 5), 3), (-8 + 4.4 * k, 11.2, 6.2 + (k % 2)))
    stage.camera((-1.5, -11.8, 5.5), (0.95, -0.1, 0.35), 47, (0.3, -2.2, 0.5), 0.26)


BLOCKS = {
    "number": 5,
    "id": "letter-cubes",
    "size": (960, 640),
    "build": build_blocks,
    "rays": 128,
    "look": {"exposure": 1.5},
    "samples": [
        {
            "id": "cubes-bead",
            "query": "Take away one toy of the front row so that something to thread on a string is left. Which one?",
            "variants": ["Which of the five toys in front must go to turn loaf into jewel?"],
            "target": "wooden cube",
            "synonyms": ["letter cube", "block"],
            "attributes": ["with the letter R", "second from the left"],
            "category": "multi-step",
            "component": "ocr",
            "things": ["cube R"],
            "answer": "The cube with the letter R: BREAD without it reads BEAD.",
            "rationale": "The row spells BREAD; removing R leaves BEAD, which is threaded on a string.",
        },
        {
            "id": "cubes-top",
            "query": "What would fall first if the tower were nudged?",
            "variants": ["Which toy rests on top of all the others stacked up?"],
            "target": "ball",
            "synonyms": ["sphere"],
            "attributes": ["red", "round", "on top of the tower"],
            "category": "geometric",
            "component": "relative-position",
            "things": ["ball"],
            "answer": "The red ball balanced on the tower of three.",
            "rationale": "It is round, and sits above every other toy of the stack.",
        },
    ],
}

CHESS = {
    "number": 6,
    "id": "chess-evening",
    "size": (960, 640),
    "build": build_chess,
    "rays": 144,
    "look": {"exposure": 2.3, "glow": 0.08},
    "samples": [
        {
            "id": "chess-third",
            "query": "In the rank of small light men, who is third from the left?",
            "variants": ["Counting the light foot soldiers from the left, which comes after the second?"],
            "target": "pawn",
            "synonyms": ["light pawn", "chess piece"],
            "attributes": ["third from the left", "light wood"],
            "category": "geometric",
            "component": "ordinal-relation",
            "things": ["pawn 3"],
            "answer": "The third light pawn counted from the left.",
            "rationale": "Six light pawns stand in one rank; the count starts at the left of the picture.",
        },
        {
            "id": "chess-lost",
            "query": "Which of the dark ones is already out of the game and no longer upright?",
            "variants": ["Who has fallen over beside the board's edge?"],
            "target": "pawn",
            "synonyms": ["fallen pawn", "captured pawn"],
            "attributes": ["dark", "lying on its side"],
            "category": "multi-step",
            "component": "visual-detail",
            "things": ["fallen"],
            "answer": "The dark pawn lying on its side next to the board.",
            "rationale": "All the others stand; only one dark pawn has been laid down off the squares.",
        },
    ],
}

SCENES = [BLOCKS, CHESS]
