"""Training windows: a part of a generated picture, targets at three levels, and the first prompt for each."""

from pathlib import Path

import cv2
import numpy as np
import torch

from augment import recolour

PART, OBJECT, GROUP = 0, 1, 2
# Rows of a prompt: two box corners, then clicks; label -1 is an empty row.
CORNERS = 2


class Shards:
    """The pool's shards, a few of them in memory at a time, in a random order that depends on the seed alone."""

    def __init__(self, folder, rng, held=6):
        self.folder, self.rng, self.held, self.open = Path(folder), rng, held, []

    def draw(self):
        """rgb [S,S,3] uint8, labels [3,S,S] uint8, stuff [256] bool of one picture."""
        if len(self.open) < self.held or self.rng.random() < 1 / 128:
            files = sorted(self.folder.glob("pictures-*.npz"))
            with np.load(files[self.rng.integers(len(files))]) as shard:
                self.open = self.open[-self.held + 1 :] + [{k: shard[k] for k in shard.files}]
        shard = self.open[self.rng.integers(len(self.open))]
        k = self.rng.integers(len(shard["rgb"]))
        return shard["rgb"][k], shard["labels"][k], shard["stuff"][k]


def cut_box(labels, settings, rng):
    """The part of the picture to look at, x0 y0 x1 y1: all of it at some shape, or one object and what is around it."""
    side = labels.shape[1]
    if rng.random() < settings["centred"]:
        ids = ids_in(labels[OBJECT])
        if len(ids) > 0:
            box = box_of(labels[OBJECT] == ids[rng.integers(len(ids))])
            long = max(box[2] - box[0], box[3] - box[1])
            if long >= 20:
                margin = long * rng.uniform(0.05, 0.6, 4)
                x0, y0 = np.floor(box[:2] - margin[:2]).astype(int).clip(0)
                x1, y1 = np.ceil(box[2:] + margin[2:]).astype(int).clip(None, side)
                return x0, y0, x1, y1
    wide = int(side * rng.uniform(0.6, 1.0))
    high = int(wide * np.exp(rng.uniform(-0.45, 0.45)))
    wide, high = min(wide, side), min(high, side)
    x0, y0 = rng.integers(side - wide + 1), rng.integers(side - high + 1)
    return x0, y0, x0 + wide, y0 + high


def ids_in(plane):
    """The ids above 0 of a plane of labels, ascending."""
    return np.flatnonzero(np.bincount(plane.ravel(), minlength=256)[1:]) + 1


def box_of(mask):
    """x0 y0 x1 y1 (float) of the on pixels [h,w]."""
    columns, rows = np.flatnonzero(mask.any(0)), np.flatnonzero(mask.any(1))
    return np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1], dtype=np.float64)


def window(picture, settings, rng):
    """image [S,S,3] float 0..1, inside [S,S], labels [3,S,S]: letterboxed at the top left, sometimes mirrored."""
    rgb, labels, _ = picture
    side = settings["side"]
    x0, y0, x1, y1 = cut_box(labels, settings, rng)
    scale = side / max(x1 - x0, y1 - y0)
    size = max(8, round((x1 - x0) * scale)), max(8, round((y1 - y0) * scale))
    part = rgb[y0:y1, x0:x1]
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    ids = [cv2.resize(plane[y0:y1, x0:x1], size, interpolation=cv2.INTER_NEAREST) for plane in labels]
    if rng.random() < 0.5:
        small, ids = small[:, ::-1], [plane[:, ::-1] for plane in ids]
    image = np.zeros((side, side, 3), np.float32)
    inside = np.zeros((side, side), np.float32)
    found = np.zeros((3, side, side), np.uint8)
    image[: size[1], : size[0]] = recolour(small, rng)
    inside[: size[1], : size[0]] = 1
    found[:, : size[1], : size[0]] = ids
    return image, inside, found


def deepest(mask):
    """(x, y) of the pixel of the mask [h,w] farthest from what is not the mask; the border of the field counts as out."""
    depth = cv2.distanceTransform(np.pad(mask.astype(np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
    y, x = np.unravel_index(np.argmax(depth), depth.shape)
    return x, y


def place_in(mask, rng):
    """(x, y): the deepest pixel half of the time, else any pixel not at the rim where there is one."""
    if rng.random() < 0.5:
        return deepest(mask)
    inner = cv2.erode(mask.astype(np.uint8), np.ones((5, 5), np.uint8))
    ys, xs = np.nonzero(inner if inner.any() else mask)
    k = rng.integers(len(xs))
    return xs[k], ys[k]


def of_cells(box, side, rng):
    """The box widened to the rows and columns of a grid that it touches, from a coarse one to one of small cells."""
    pitch = side / rng.uniform(3, 10)
    start = rng.uniform(-pitch, 0, 2)[[0, 1, 0, 1]]
    cells = (box - start) / pitch
    return np.concatenate([np.floor(cells[:2]), np.ceil(cells[2:])]) * pitch + start


def shaken(box, side, rng):
    """The box as people draw it: nearly exact, careless, or a loose region of rows and columns."""
    size = np.array([box[2] - box[0], box[3] - box[1]] * 2)
    kind = rng.random()
    if kind < 0.42:
        moved = box + rng.uniform(-0.02, 0.02, 4) * size
    elif kind < 0.57:
        moved = box + rng.uniform(-0.1, 0.1, 4) * size
    elif kind < 0.87:
        moved = of_cells(box, side, rng)
    else:
        moved = box + rng.uniform(0.0, 0.6, 4) * np.minimum(size, side / 4) * [-1, -1, 1, 1]
    return moved.clip(0, side)


def pick_target(labels, stuff, settings, rng):
    """Masks of part, object and group at one place [3,S,S] bool, the asked level, the place; None where all is small."""
    ids = ids_in(labels[OBJECT])
    if len(ids) == 0:
        return None
    areas = np.bincount(labels[OBJECT].ravel(), minlength=256)[ids]
    odds = np.where(stuff[ids], settings["stuff"], 1.0) * areas ** settings["areas"]
    chosen = labels[OBJECT] == rng.choice(ids, p=odds / odds.sum())
    level = int(rng.choice(3, p=settings["levels"]))
    x, y = place_in(chosen, rng)
    masks = np.stack([(plane == plane[y, x]) & (plane[y, x] > 0) for plane in labels])
    if masks[PART].sum() < 30:
        masks[PART] = masks[OBJECT]
    if masks[OBJECT].sum() < 40:
        return None
    if rng.random() < 0.7:
        x, y = place_in(masks[level] & chosen if (masks[level] & chosen).any() else masks[level], rng)
        masks[PART] = labels[PART] == labels[PART][y, x] if level != PART else masks[PART]
    return masks, level, (x, y)


def first_prompt(target, settings, rng):
    """coords [N,2] float32 and labels [N] float32 of a box, a click, both, or a few clicks."""
    masks, level, (x, y) = target
    rows = CORNERS + settings["clicks"]
    coords, labels = np.zeros((rows, 2), np.float32), np.full(rows, -1, np.float32)
    kind = rng.random()
    if kind < 0.5:
        box = shaken(box_of(masks[level]), masks.shape[1], rng)
        coords[:CORNERS], labels[:CORNERS] = box.reshape(2, 2), (2, 3)
    if kind >= 0.42:
        coords[CORNERS], labels[CORNERS] = (x + 0.5, y + 0.5), 1
    if kind >= 0.88:
        for row in range(CORNERS + 1, CORNERS + 3):
            on = rng.random() < 0.5
            side = masks[level] if on else ~masks[level]
            if side.sum() > 60:
                px, py = place_in(side, rng)
                coords[row], labels[row] = (px + 0.5, py + 0.5), float(on)
    return coords, labels


def halved(masks):
    """[k,S,S] bool to the share of each 2x2 block [k,S/2,S/2] float32."""
    planes = masks.astype(np.uint8) * 255
    half = (masks.shape[1] // 2,) * 2
    return np.stack([cv2.resize(plane, half, interpolation=cv2.INTER_AREA) for plane in planes]).astype(np.float32) / 255


class Windows(torch.utils.data.IterableDataset):
    """Endless windows with `targets` prompts each, as dicts of arrays."""

    def __init__(self, folder, settings, seed):
        self.folder, self.settings, self.seed = folder, settings, seed

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        cv2.setNumThreads(1)
        rng = np.random.default_rng([self.seed, 0 if worker is None else worker.id])
        shards = Shards(self.folder, rng)
        while True:
            found = self.window(shards.draw(), rng)
            if found is not None:
                yield found

    def window(self, picture, rng):
        image, inside, labels = window(picture, self.settings, rng)
        targets = []
        for _ in range(self.settings["targets"] * 3):
            target = pick_target(labels, picture[2], self.settings, rng)
            if target is not None:
                targets.append((target, *first_prompt(target, self.settings, rng)))
            if len(targets) == self.settings["targets"]:
                break
        if len(targets) < self.settings["targets"]:
            return None
        return {
            "image": image.transpose(2, 0, 1),
            "inside": inside[None],
            "objects": labels[OBJECT],
            "truth": np.stack([halved(t[0]) for t, _, _ in targets]),
            "asked": np.array([t[1] for t, _, _ in targets]),
            "coords": np.stack([c for _, c, _ in targets]),
            "labels": np.stack([kinds for _, _, kinds in targets]),
        }
