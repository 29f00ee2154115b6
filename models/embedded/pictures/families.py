"""All families of things by how often they are drawn."""

import numpy as np

import composites
import creatures
import people

WEIGHTS = {
    composites.blob: 14,
    composites.composite: 26,
    composites.tangle: 3,
    creatures.quadruped: 14,
    people.person: 12,
    people.bust: 3,
}
LOOSE = {composites.blob: 5, composites.composite: 4, composites.tangle: 0.4}


def draw(rng, palette, kind=None, chooser=None):
    """A thing of a random family; kind 'loose' keeps to shapes of no kind; `chooser` picks the family in place of rng."""
    table = LOOSE if kind == "loose" else WEIGHTS
    shares = np.array(list(table.values()), float)
    family = list(table)[(chooser or rng).choice(len(table), p=shares / shares.sum())]
    return family(rng, palette)
