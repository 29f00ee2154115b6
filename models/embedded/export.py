"""Writes the two graphs: /usr/bin/python3 export.py --from checkpoint.pt --out models/weights --name embedded-2
The same checkpoint gives the same bytes (ONNX opset 17, float32)."""

import argparse
import json
import warnings
from pathlib import Path

import onnx
import torch
import torch.nn.functional as F
from torch import nn

from checkpoint import load_weights
from network import Segmenter
from prompts import Prompts

HERE = Path(__file__).parent
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


def export(options):
    settings = json.loads((HERE / "settings.json").read_text())
    side = options.side or settings["frame"]
    model = Segmenter(settings["network"])
    load_weights(model, options.start)
    model.eval()
    encoder, decoder = EncoderGraph(model.encoder, side), DecoderGraph(model.decoder)
    image, frame = torch.rand(1, 3, side, side), torch.tensor([side, side * 0.75])
    with torch.no_grad():
        features = encoder(image, frame)
    out = Path(options.out)
    names = [*FEATURES, "inside"]
    write(encoder, (image, frame), out / f"{options.name}.encoder.onnx", (["image", "frame"], names, {}))
    prompts = ["point_coords", "point_labels", "mask_input", "has_mask"]
    feeds = (torch.rand(2, 3, 2) * side, torch.ones(2, 3), torch.zeros(2, 1, side, side), torch.zeros(2))
    dynamic = {name: {0: "prompts"} for name in (*prompts, "masks", "iou")}
    for name in prompts[:2]:
        dynamic[name][1] = "points"
    with torch.no_grad():
        write(decoder, (*features, *feeds), out / f"{options.name}.decoder.onnx", ([*names, *prompts], ["masks", "iou"], dynamic))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--from", dest="start", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--name", default="embedded-2")
    parser.add_argument("--side", type=int)
    export(parser.parse_args())
