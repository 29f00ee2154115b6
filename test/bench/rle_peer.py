"""The peer of rle.ts: pycocotools on the same masks. Exits 3 where it is not installed.

Masks come as row-major bytes, the order every picture has; encode therefore includes the turn to
column-major that pycocotools asks for, decode the turn back.
"""
import json
import sys
import time

try:
    import numpy as np
    from pycocotools import mask as coco
except ImportError:
    sys.exit(3)

folder, width, height, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
a, b = (np.fromfile(f"{folder}/{i}.bin", dtype=np.uint8).reshape(height, width) for i in (0, 1))
rings = json.load(open(f"{folder}/rings.json"))


def fastest(times, run):
    best = float("inf")
    for _ in range(times):
        since = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - since)
    return best * 1000


rle_a, rle_b = (coco.encode(np.asfortranarray(m)) for m in (a, b))
json.dump(
    {
        "encode": fastest(30, lambda: coco.encode(np.asfortranarray(a))),
        "decode": fastest(30, lambda: np.ascontiguousarray(coco.decode(rle_a))),
        "iou": fastest(50, lambda: coco.iou([rle_a], [rle_b], [0])),
        "area": fastest(50, lambda: coco.area(rle_a)),
        "polygon": fastest(20, lambda: coco.merge(coco.frPyObjects(rings, height, width))),
    },
    open(out, "w"),
)
