"""Groups: a rider on a mount, a person with a pet, someone in a boat, things on a table."""

import numpy as np

from beasts import bird
from creatures import quadruped
from parts import joined, moved, pick
from people import bust, person
from vehicles import bicycle, boat
from wares import ball, box, fruit, table, vessel


def rider(rng, palette):
    """A sitting figure on an animal or a bicycle: two objects, one group."""
    mount = pick(rng, quadruped, quadruped, bicycle)(rng, palette)
    top = mount.bounds()[1]
    figure = moved(person(rng, palette, True), abs(top) * rng.uniform(0.7, 1.0), (0, 0))
    return joined(mount, moved(figure, 1.0, (rng.normal(0, 0.05), top * rng.uniform(0.4, 0.55))))


def boatman(rng, palette):
    """One to three people in a boat."""
    craft = boat(rng, palette)
    back = None
    for x in rng.uniform(-0.3, 0.3, rng.integers(1, 4)):
        figure = moved(pick(rng, person, bust)(rng, palette), rng.uniform(0.25, 0.4), (x, -0.08))
        back = joined(back, figure) if back else figure
    return joined(back, craft)


def walker(rng, palette):
    """A person with an animal at the side."""
    figure = person(rng, palette)
    return joined(
        figure, moved(quadruped(rng, palette), rng.uniform(0.25, 0.5), (rng.choice((-0.35, 0.35)), 0.02))
    )


def still_life(rng, palette):
    """Vessels, fruit and boxes on a table."""
    base = table(rng, palette)
    x0, top, x1, _ = base.bounds()
    for x in np.sort(rng.uniform(x0 + 0.1, x1 - 0.15, rng.integers(2, 6))):
        small = pick(rng, vessel, vessel, fruit, ball, box)(rng, palette)
        base = joined(base, moved(small, rng.uniform(0.15, 0.45), (x, top + rng.uniform(0.05, 0.16))))
    return base


def perched(rng, palette):
    """A bird on something."""
    host = pick(rng, box, vessel, quadruped)(rng, palette)
    x0, top, x1, _ = host.bounds()
    return joined(host, moved(bird(rng, palette), rng.uniform(0.2, 0.5), ((x0 + x1) / 2, top + 0.02)))
