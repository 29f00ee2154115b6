"""The list of scenes and the file scenes.json that describes them."""
import importlib
import json
import os
import pkgutil

import numpy as np

from rle import mask_from_rle, rle_from_mask

GRID = 9


def all_scenes():
    """Every scene of the scenes_*.py files, by number."""
    here = os.path.dirname(os.path.abspath(__file__))
    names = [m.name for m in pkgutil.iter_modules([here]) if m.name.startswith("scenes_")]
    specs = [spec for name in names for spec in importlib.import_module(name).SCENES]
    return sorted(specs, key=lambda spec: spec["number"])


class Masks:
    """Visible pixels of tagged things."""

    def __init__(self, found, tags):
        self.found, self.tags = found, tags

    def of(self, names):
        return np.isin(self.found, [self.tags[name] for name in names])


def region_of(mask):
    """Lowest and highest strip, from 1, of the grid that the mask's tight box touches."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    height, width = mask.shape
    return {
        "grid": GRID,
        "rows": [int(rows[0] * GRID // height) + 1, int(rows[-1] * GRID // height) + 1],
        "columns": [int(columns[0] * GRID // width) + 1, int(columns[-1] * GRID // width) + 1],
    }


def sample_entry(sample, masks):
    """One sample as scenes.json holds it; 'things' names the tags of the target."""
    entry = {key: value for key, value in sample.items() if key not in ("things", "apart")}
    entry["isSentence"] = True
    entry["noTarget"] = not sample["things"]
    if entry["noTarget"]:
        return entry
    mask = masks.of(sample["things"])
    if not mask.any():
        raise ValueError(f"{sample['id']}: the target cannot be seen")
    entry["region"] = region_of(mask)
    if "apart" in sample:
        entry["regions"] = [region_of(masks.of(names)) for names in sample["apart"]]
    entry["mask"] = rle_from_mask(mask)
    assert np.array_equal(mask_from_rle(entry["mask"]), mask)
    share = 100 * mask.mean()
    print(f"MASK {sample['id']}: {share:.2f} % rows {entry['region']['rows']} columns {entry['region']['columns']}")
    return entry


def write(path, spec, name, masks):
    """Puts the scene into scenes.json, in place of its earlier self."""
    scenes = []
    if os.path.exists(path):
        with open(path, encoding="utf-8") as source:
            scenes = json.load(source)["scenes"]
    height, width = masks.found.shape
    entry = {"id": spec["id"], "file": name, "width": width, "height": height}
    entry["samples"] = [sample_entry(sample, masks) for sample in spec["samples"]]
    scenes = [scene for scene in scenes if scene["id"] != spec["id"]] + [entry]
    scenes.sort(key=lambda scene: scene["file"])
    with open(path, "w", encoding="utf-8") as sink:
        json.dump({"version": 1, "scenes": scenes}, sink, indent=1, ensure_ascii=False)
        sink.write("\n")
