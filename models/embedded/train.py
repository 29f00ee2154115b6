"""One leg of training:
  /usr/bin/python3 train.py --pool DIR --minutes M [--start checkpoint.pt] --out DIR
Every leg warms up, runs at the full rate and ends with a falling one, so that its end is a usable model and a start for
the next leg. Settings and seeds: settings.json; the pool is made by pictures/pool.py."""

import argparse
import copy
import json
import math
import time
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from checkpoint import load_weights, save_weights
from losses import alike_loss, masks_loss, true_iou
from network import Segmenter
from prompts import Prompts
from windows import Windows, deepest

HERE = Path(__file__).parent


class Leg:
    """The state of one leg: model, running average, optimiser, clock."""

    def __init__(self, settings, options):
        self.settings, self.options = settings, options
        self.model = Segmenter(settings["network"])
        self.done = load_weights(self.model, options.start) if options.start else 0
        self.model.to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.model).eval()
        training = settings["training"]
        self.optimiser = torch.optim.AdamW(
            self.model.parameters(), training["rate"], weight_decay=training["weightDecay"], betas=(0.9, 0.98)
        )
        self.random = torch.Generator().manual_seed(training["seed"] + self.done)
        self.began, self.step = time.time(), 0

    def share(self):
        """How much of the leg is over, 0..1."""
        return min(1.0, (time.time() - self.began) / (self.options.minutes * 60))

    def set_rate(self):
        training, over = self.settings["training"], self.share()
        rise = min(1.0, (self.step + 1) / training["warmup"])
        falling = max(0.0, (over - (1 - training["decay"])) / training["decay"])
        rate = training["rate"] * rise * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * falling)))
        for group in self.optimiser.param_groups:
            group["lr"] = rate

    def set_mode(self):
        """Batch norms keep their statistics in the last eighth: prompts with and without a mask share them."""
        self.model.train()
        if self.share() > 1 - self.settings["training"]["decay"] / 2.5:
            for module in self.model.modules():
                if isinstance(module, torch.nn.BatchNorm2d):
                    module.eval()

    def keep_average(self):
        decay = min(self.settings["training"]["average"], (self.step + 1) / (self.step + 20))
        with torch.no_grad():
            for kept, now in zip(self.average.state_dict().values(), self.model.state_dict().values()):
                if kept.dtype.is_floating_point:
                    kept.lerp_(now, 1 - decay)
                else:
                    kept.copy_(now)


def corrected(prompts, logits, wanted, row):
    """Adds to each prompt the click a person would make next on the mask [n,h,w], and the mask itself."""
    coords, labels = prompts.coords.clone(), prompts.labels.clone()
    on, truth = (logits > 0).numpy(), (wanted > 0.5).numpy()
    for k in range(len(on)):
        missing, extra = truth[k] & ~on[k], on[k] & ~truth[k]
        depths = [cv2.distanceTransform(np.pad(e.astype(np.uint8), 1), cv2.DIST_L2, 3).max() for e in (missing, extra)]
        if max(depths) < 1.5:
            continue
        is_on = depths[0] >= depths[1]
        x, y = deepest(missing if is_on else extra)
        coords[k, row] = torch.tensor([x * 2.0 + 1.0, y * 2.0 + 1.0])
        labels[k, row] = float(is_on)
    return Prompts(coords, labels, logits[:, None], torch.ones(len(on)))


def first_prompts(batch):
    coords, labels = batch["coords"].flatten(0, 1), batch["labels"].flatten(0, 1)
    side = batch["image"].shape[2] // 2
    return Prompts(coords, labels, torch.zeros(len(coords), 1, side, side), torch.zeros(len(coords)))


def chosen_mask(masks, iou, found, random):
    """The mask a person would go on with: of the highest predicted IoU, or the best one, [n,h,w], detached."""
    by = torch.where(torch.rand(len(iou), 1, generator=random) < 0.6, iou, found)
    return masks.detach()[torch.arange(len(iou)), by.argmax(1)]


def losses_of(leg, batch):
    """The sum of the losses of a batch and numbers for the log."""
    model, steps = leg.model, leg.settings["training"]["steps"]
    image = batch["image"].to(memory_format=torch.channels_last)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        features = model.encoder(image, batch["inside"])
    truth, asked = batch["truth"].flatten(0, 1), batch["asked"].flatten()
    inside = F.avg_pool2d(batch["inside"], 2).repeat_interleave(len(asked) // len(image), 0)
    fine, coarse_truth = (truth, inside), (F.avg_pool2d(truth, 4), F.avg_pool2d(inside, 4))
    wanted = truth[torch.arange(len(asked)), asked]
    prompts = first_prompts(batch)
    total = 0.3 * alike_loss(features[4], batch["objects"].long(), leg.random)
    notes = {"alike": total.item()}
    for step in range(steps):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            masks, iou, coarse = model.decoder(features, batch["inside"], prompts)
        is_open = (prompts.labels[:, 0] < 0) & (prompts.has < 0.5)
        found = true_iou(masks.detach(), wanted)
        total = total + masks_loss(masks, fine, asked, is_open) + 0.4 * masks_loss(coarse, coarse_truth, asked, is_open)
        total = total + 0.5 * F.binary_cross_entropy(iou, found)
        notes |= told(step, iou.detach(), found, batch["labels"].flatten(0, 1)[:, 0] > 0)
        if step + 1 < steps:
            picked = chosen_mask(masks, iou.detach(), found, leg.random)
            prompts = corrected(prompts, picked, wanted, prompts.coords.shape[1] - steps + 1 + step)
    return total, notes


def told(step, iou, found, boxed):
    top = found.gather(1, iou.argmax(1, keepdim=True))[:, 0]
    best = found.max(1)[0]
    return {
        f"box{step}": top[boxed].mean().item(),
        f"click{step}": top[~boxed].mean().item(),
        f"best{step}": best[~boxed].mean().item(),
    }


def save(leg):
    out = Path(leg.options.out)
    out.mkdir(parents=True, exist_ok=True)
    save_weights(leg.average, leg.done + leg.step, out / "checkpoint.pt")


def run(leg):
    training = leg.settings["training"]
    windows = Windows(leg.options.pool, leg.settings["windows"], training["seed"] + leg.done)
    loader = torch.utils.data.DataLoader(windows, training["images"], num_workers=1, prefetch_factor=4)
    sums, saved = {}, time.time()
    for batch in loader:
        leg.set_rate()
        leg.set_mode()
        total, notes = losses_of(leg, batch)
        leg.optimiser.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(leg.model.parameters(), 2.0)
        leg.optimiser.step()
        leg.step += 1
        leg.keep_average()
        for name, value in {"loss": total.item(), **notes}.items():
            if not math.isnan(value):
                sums[name] = sums.get(name, value) * 0.98 + value * 0.02
        if leg.step % 50 == 0:
            words = " ".join(f"{name} {value:.3f}" for name, value in sums.items())
            print(f"{(time.time() - leg.began) / 60:6.1f} min  step {leg.done + leg.step}  {words}", flush=True)
        if time.time() - saved > 240 or leg.share() >= 1:
            save(leg)
            saved = time.time()
        if leg.share() >= 1:
            break


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--pool", required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--start")
    parser.add_argument("--out", required=True)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    cv2.setNumThreads(1)
    the = json.loads((HERE / "settings.json").read_text())
    torch.manual_seed(the["training"]["seed"])
    run(Leg(the, chosen))
