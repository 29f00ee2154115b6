"""Writes the two graphs into models/weights and their digests into files.ts, the registry's copy:
  /usr/bin/python3 models/embedded/export.py [--from FILE.pt]
The same checkpoint gives the same bytes (ONNX opset 17, float32)."""

import argparse
import json
import warnings
from hashlib import sha256
from pathlib import Path

import onnx
import torch
import torch.nn.functional as F
from torch import nn

from checkpoint import load_weights
from network import Segmenter
from prompts import Prompts

HERE = Path(__file__).parent
NAME = "embedded-2"
FEATURES = ["detail", "features4", "features8", "features16", "embedding"]


class EncoderGraph(nn.Module):
    """image [1,3,S,S] RGB 0..1, frame [2] (used width and height) to the features and the used part of the frame."""

    def __init__(self, encoder, side):
        super().__init__()
        self.encoder = encoder
        at = torch.arange(side, dtype=torch.float32) + 0.5
        self.register_buffer("x", at.reshape(1, 1, 1, -1))
        self.register_buffer("y", at.reshape(1, 1, -1, 1))

    def forward(self, image, frame):
        size = frame.reshape(2, 1, 1, 1)
        inside = (self.x < size[:1]).float() * (self.y < size[1:]).float()
        return (*self.encoder(image, inside), inside)


class DecoderGraph(nn.Module):
    """Features of one image and P prompts to masks [P,3,S,S] (logits) and iou [P,3]."""

    def __init__(self, decoder):
        super().__init__()
        self.decoder = decoder

    def forward(self, detail, y4, y8, y16, embedding, inside, coords, labels, mask, has):
        prompts = Prompts(coords, labels, F.avg_pool2d(mask, 2), has)
        masks, iou, _ = self.decoder((detail, y4, y8, y16, embedding), inside, prompts)
        masks = F.interpolate(masks, scale_factor=2, mode="bilinear", align_corners=False)
        outside = (1.0 - inside) * 32.0
        return masks.clamp(-32.0, 32.0) * inside - outside, iou


def write(model, feeds, path, names):
    inputs, outputs, dynamic = names
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model, feeds, str(path), opset_version=17, input_names=inputs, output_names=outputs, dynamic_axes=dynamic
        )
    graph = onnx.load(str(path))
    graph.ir_version = 8
    graph.doc_string = ""
    graph.producer_name, graph.producer_version = "reaseg-studio", ""
    onnx.checker.check_model(graph)
    onnx.save(graph, str(path))
    print(f"{path.name}: {path.stat().st_size} bytes")


def export(start):
    """Both graphs of the checkpoint `start`."""
    settings = json.loads((HERE / "settings.json").read_text())
    side = settings["frame"]
    model = Segmenter(settings["network"])
    load_weights(model, start)
    model.eval()
    encoder, decoder = EncoderGraph(model.encoder, side), DecoderGraph(model.decoder)
    image, frame = torch.rand(1, 3, side, side), torch.tensor([side, side * 0.75])
    with torch.no_grad():
        features = encoder(image, frame)
    names = [*FEATURES, "inside"]
    write(encoder, (image, frame), path_of("encoder"), (["image", "frame"], names, {}))
    prompts = ["point_coords", "point_labels", "mask_input", "has_mask"]
    feeds = (torch.rand(2, 3, 2) * side, torch.ones(2, 3), torch.zeros(2, 1, side, side), torch.zeros(2))
    dynamic = {name: {0: "prompts"} for name in (*prompts, "masks", "iou")}
    for name in prompts[:2]:
        dynamic[name][1] = "points"
    outputs = ["masks", "iou"]
    write(decoder, (*features, *feeds), path_of("decoder"), ([*names, *prompts], outputs, dynamic))


def path_of(role):
    return HERE.parent / "weights" / f"{NAME}.{role}.onnx"


def entry_of(role):
    data = path_of(role).read_bytes()
    return f"""  {{
    role: '{role}',
    name: '{path_of(role).name}',
    bytes: {len(data)},
    sha256: '{sha256(data).hexdigest()}',
  }},
"""


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--from", dest="start", default=HERE / "checkpoint.pt")
    export(parser.parse_args().start)
    entries = entry_of("encoder") + entry_of("decoder")
    head = "/** Written by export.py: the files of the embedded segmenter. */\n"
    (HERE / "files.ts").write_text(f"{head}export const embeddedFiles = [\n{entries}] as const\n")
