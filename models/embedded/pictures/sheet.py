"""Writes a sheet of pictures, each beside its part, object and group labels in false colours.
Run: /usr/bin/python3 models/embedded/pictures/sheet.py --out F.png --seeds A:B"""

import argparse

import cv2
import numpy as np

from scene import make_picture


def false_colours(labels):
    """uint8 [S,S,3]: one colour for each label, black for 0."""
    table = np.random.default_rng(5).integers(60, 256, (256, 3)).astype(np.uint8)
    table[0] = 0
    return table[labels]


def strip(seed, only):
    """One picture with its labels, side by side; the picture alone when `only`."""
    picture = make_picture(seed)
    return (
        picture.rgb if only else np.concatenate([picture.rgb, *(false_colours(k) for k in picture.labels)], 1)
    )


def main():
    """Reads the arguments and writes the sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seeds", required=True)
    parser.add_argument("--columns", type=int, default=2)
    parser.add_argument("--only", action="store_true", help="the pictures without their labels")
    arguments = parser.parse_args()
    first, last = (int(n) for n in arguments.seeds.split(":"))
    strips = [strip(seed, arguments.only) for seed in range(first, last)]
    strips += [np.zeros_like(strips[0])] * (-len(strips) % arguments.columns)
    rows = [
        np.concatenate(strips[k : k + arguments.columns], 1) for k in range(0, len(strips), arguments.columns)
    ]
    cv2.imwrite(arguments.out, np.concatenate(rows)[..., ::-1])


if __name__ == "__main__":
    main()
