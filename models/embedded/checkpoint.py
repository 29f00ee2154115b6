"""Weights on disk: 16-bit, so that a checkpoint stays well under 16 MB; batch norm statistics stay 32-bit."""

import torch


def save_weights(model, steps, path):
    """Writes weights and the number of steps so far; the file is replaced only when the new one is whole."""
    state = {
        name: value.half() if value.dtype == torch.float32 and value.dim() > 1 else value
        for name, value in model.state_dict().items()
    }
    torch.save({"weights": state, "steps": steps}, f"{path}.new")
    path.with_name(f"{path.name}.new").replace(path)


def load_weights(model, path):
    """Fills the model; returns the number of steps behind it."""
    held = torch.load(path, map_location="cpu")
    model.load_state_dict({name: value.float() if value.dtype == torch.float16 else value for name, value in held["weights"].items()})
    return held["steps"]
