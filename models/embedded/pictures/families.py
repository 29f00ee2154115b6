"""All families of things by how often they are drawn."""

import numpy as np

import beasts
import buildings
import composites
import creatures
import groups
import people
import plants
import vehicles
import wares

WEIGHTS = {
    composites.blob: 12,
    composites.composite: 32,
    composites.tangle: 3,
    creatures.quadruped: 9,
    people.person: 9,
    people.bust: 2.5,
    beasts.bird: 4,
    beasts.flyer: 1.5,
    beasts.fish: 1.5,
    beasts.snake: 1,
    beasts.insect: 1,
    plants.tree: 4,
    plants.bush: 3,
    plants.blades: 1.5,
    plants.palm: 1,
    plants.flower: 2.5,
    plants.potted: 1.5,
    plants.mushroom: 0.7,
    plants.rock: 4,
    plants.heap: 1.5,
    plants.log: 1,
    vehicles.car: 3,
    vehicles.front_car: 1,
    vehicles.lorry: 1.2,
    vehicles.boat: 2.5,
    vehicles.plane: 1.2,
    vehicles.bicycle: 0.8,
    buildings.house: 2.5,
    buildings.tower: 1.5,
    buildings.temple: 1,
    buildings.bridge: 0.8,
    buildings.fronts: 1,
    wares.vessel: 3.5,
    wares.lamp: 0.8,
    wares.box: 2.5,
    wares.table: 1.2,
    wares.chair: 2,
    wares.fruit: 2.5,
    wares.ball: 1.5,
    wares.umbrella: 1.2,
    wares.sign: 1.2,
    wares.fence: 1.2,
    groups.rider: 1.5,
    groups.boatman: 0.8,
    groups.walker: 0.8,
    groups.still_life: 1.2,
    groups.perched: 0.6,
}
# what stands in rows in the background
FAR = (
    plants.tree,
    plants.tree,
    plants.bush,
    plants.bush,
    plants.blades,
    plants.rock,
    buildings.fronts,
    wares.fence,
)
# what stands in the way of the camera
NEAR = (plants.blades, plants.blades, plants.bush, plants.flower, composites.tangle, wares.fence)
LOOSE = {composites.blob: 8, composites.composite: 4, composites.tangle: 0.4}


def draw(rng, palette, kind=None, chooser=None):
    """A thing of a random family; kind 'loose' keeps to shapes of no kind; `chooser` picks the family in
    place of rng."""
    table = LOOSE if kind == "loose" else WEIGHTS
    shares = np.array(list(table.values()), float)
    family = list(table)[(chooser or rng).choice(len(table), p=shares / shares.sum())]
    return family(rng, palette)
