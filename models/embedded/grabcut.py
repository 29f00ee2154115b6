"""GrabCut (OpenCV) with each object's own box, for comparison: the IoU of its mask with the object's.

    /usr/bin/python3 models/embedded/grabcut.py --coco F --images DIR

F is a COCO file with masks as lists of run lengths, as `studio models bench --grabcut` hands it over. Prints one JSON
document {objects: [{id, iou, milliseconds, started}], leftOut: [{id, reason}]}; after every image a line
"done total" on standard error. Where GrabCut cannot start (`started` false: the box leaves no background, or too few
pixels) the filled box is its answer. Needs Debian's python3-opencv and numpy.
"""
import argparse
import json
import os
import sys
import time

import cv2
import numpy as np

ITERATIONS = 5


def mask_of(segmentation, shape):
    """Run lengths, column by column, background first, to bool [height, width]."""
    if not isinstance(segmentation, dict) or not isinstance(segmentation.get("counts"), list):
        raise ValueError("its mask is no list of run lengths")
    if tuple(segmentation["size"]) != shape:
        raise ValueError(f"its mask is of size {segmentation['size']}, the image of {list(shape)}")
    runs = np.asarray(segmentation["counts"])
    if runs.sum() != shape[0] * shape[1]:
        raise ValueError("its run lengths do not add up to the image")
    return np.repeat(np.arange(len(runs)) % 2 == 1, runs).reshape(shape, order="F")


def box_of(mask):
    """x, y, width, height in pixels."""
    ys, xs = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(xs[0]), int(ys[0]), int(xs[-1] - xs[0] + 1), int(ys[-1] - ys[0] + 1)


def cut(image, box):
    """The mask, bool [height, width], and whether GrabCut could start."""
    x, y, width, height = box
    labels = np.zeros(image.shape[:2], np.uint8)
    # Its mixtures begin from a random clustering.
    cv2.setRNGSeed(0)
    try:
        cv2.grabCut(image, labels, box, None, None, ITERATIONS, cv2.GC_INIT_WITH_RECT)
        return (labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD), True
    except cv2.error:
        labels[y : y + height, x : x + width] = 1
        return labels == 1, False


def measure(image, annotation):
    truth = mask_of(annotation["segmentation"], image.shape[:2])
    if not truth.any():
        raise ValueError("its mask is empty")
    since = time.perf_counter()
    found, started = cut(image, box_of(truth))
    spent = (time.perf_counter() - since) * 1000
    iou = float((found & truth).sum() / (found | truth).sum())
    return {"id": annotation["id"], "iou": iou, "milliseconds": spent, "started": started}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--coco", required=True)
    parser.add_argument("--images", required=True)
    options = parser.parse_args()
    with open(options.coco, encoding="utf-8") as file:
        coco = json.load(file)
    by_image = {}
    for annotation in coco["annotations"]:
        by_image.setdefault(annotation["image_id"], []).append(annotation)
    objects, left_out = [], []
    for k, record in enumerate(coco["images"]):
        # Upright, as EXIF says; an absolute name stands for itself.
        image = cv2.imread(os.path.join(options.images, record["file_name"]), cv2.IMREAD_COLOR)
        for annotation in by_image.get(record["id"], []):
            try:
                if image is None:
                    raise ValueError(f"OpenCV cannot read {record['file_name']}")
                objects.append(measure(image, annotation))
            except ValueError as problem:
                left_out.append({"id": annotation["id"], "reason": str(problem)})
        print(k + 1, len(coco["images"]), file=sys.stderr, flush=True)
    print(json.dumps({"objects": objects, "leftOut": left_out}))


main()
