"""A few lines over onnx.helper: build a graph by calling operators on names."""

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save


class Graph:
    """Nodes and constants of one graph; every method returns the name of its output."""

    def __init__(self, name):
        self.name = name
        self.nodes, self.constants, self.inputs, self.outputs = [], {}, [], []

    def input(self, name, shape):
        self.inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        return name

    def output(self, name, value, shape):
        self.nodes.append(helper.make_node("Identity", [value], [name]))
        self.outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def const(self, value, dtype=np.float32):
        array = np.asarray(value, dtype=dtype)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self.constants:
            self.constants[key] = numpy_helper.from_array(array, f"c{len(self.constants)}")
        return self.constants[key].name

    def op(self, kind, *args, **attributes):
        names = [a if isinstance(a, str) else self.const(a) for a in args]
        out = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, names, [out], **attributes))
        return out

    def __getattr__(self, kind):
        if not kind[0].isupper():
            raise AttributeError(kind)
        return lambda *args, **attributes: self.op(kind, *args, **attributes)

    def ints(self, *values):
        return self.const(values, np.int64)

    def shape(self, value, *dims):
        return self.op("Reshape", value, self.ints(*dims))

    def total(self, value, *axes):
        return self.op("ReduceSum", value, self.ints(*axes), keepdims=1)

    def part(self, value, axis, start, end):
        return self.op("Slice", value, self.ints(start), self.ints(end), self.ints(axis))

    def resized(self, value, scale):
        """[P, C, h, w] to [P, C, scale*h, scale*w], bilinear, half-pixel centres."""
        scales = self.const([1, 1, scale, scale])
        args = [value, "", scales]
        out = f"v{len(self.nodes)}"
        node = helper.make_node(
            "Resize", args, [out], mode="linear", coordinate_transformation_mode="half_pixel"
        )
        self.nodes.append(node)
        return out

    def write(self, path, notes):
        graph = helper.make_graph(
            self.nodes, self.name, self.inputs, self.outputs, list(self.constants.values())
        )
        opset = [helper.make_opsetid("", 17)]
        model = helper.make_model(graph, opset_imports=opset, producer_name="reaseg-studio")
        model.ir_version = 8
        helper.set_model_props(model, notes)
        checker.check_model(model, full_check=True)
        save(model, path)
