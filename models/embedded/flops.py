"""Counts the arithmetic of a graph: /usr/bin/python3 flops.py FILE.onnx [--prompts 1] [--points 3]
Two floating point operations a multiplication-addition of Conv, MatMul and Gemm; one for each element another
operator writes. Dynamic sides: `prompts` and `points`."""

import argparse
from collections import Counter
from math import prod
from pathlib import Path

import onnx
from onnx import shape_inference

FREE = {"Reshape", "Transpose", "Identity", "Constant", "Shape", "Slice", "Concat", "Unsqueeze", "Squeeze", "Gather"}


def sized(path, sides):
    """The model with its named sides set and every tensor's shape by name."""
    model = onnx.load(str(path))
    for value in (*model.graph.input, *model.graph.output):
        for side in value.type.tensor_type.shape.dim:
            if side.dim_param in sides:
                side.dim_value = sides[side.dim_param]
    del model.graph.value_info[:]
    model = shape_inference.infer_shapes(model, data_prop=True)
    values = [*model.graph.input, *model.graph.output, *model.graph.value_info]
    shapes = {v.name: [d.dim_value for d in v.type.tensor_type.shape.dim] for v in values}
    shapes |= {c.name: list(c.dims) for c in model.graph.initializer}
    return model.graph, shapes


def operations(node, shapes):
    """Floating point operations of one node; raises KeyError where a shape is not known."""
    if node.op_type in FREE:
        return 0
    out = prod(shapes[node.output[0]])
    if node.op_type == "Conv":
        return 2 * out * prod(shapes[node.input[1]][1:])
    if node.op_type in ("MatMul", "Gemm"):
        return 2 * out * shapes[node.input[0]][-1]
    return out


def count(path, sides):
    graph, shapes = sized(path, sides)
    found = Counter()
    for node in graph.node:
        found[node.op_type] += operations(node, shapes)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--prompts", type=int, default=1)
    parser.add_argument("--points", type=int, default=3)
    chosen = parser.parse_args()
    sides = {"prompts": chosen.prompts, "points": chosen.points}
    counted = count(chosen.file, sides)
    for kind, number in counted.most_common(8):
        print(f"{number / 1e9:9.3f} GFLOP  {kind}")
    print(f"{sum(counted.values()) / 1e9:9.3f} GFLOP  {chosen.file.name}, {chosen.prompts} prompts")
