"""Prompts as maps over the cells of the frame (stride 4): distances, box coordinates, likeness to the clicks."""

import torch
import torch.nn.functional as F

# Channels of `prompt_maps`.
MAPS = 17
CELL = 4.0


class Prompts:
    """coords [BP,N,2] in frame pixels, labels [BP,N] (1 target, 0 not, 2 and 3 box corners, -1 nothing),
    mask [BP,1,S/2,S/2] logits and has [BP] (1 where the mask counts)."""

    def __init__(self, coords, labels, mask, has):
        self.coords, self.labels, self.mask, self.has = coords, labels, mask, has

    def chosen(self, value):
        """[BP,N,1,1]: 1 for the points of this label."""
        return (torch.abs(self.labels - value) < 0.5).float()[:, :, None, None]


def nearest(apart, which):
    """Distance in pixels to the nearest of the chosen points, 1000 where there is none: [BP,1,h,w]."""
    squared = apart + (1.0 - which) * 1e6
    return torch.sqrt(squared.min(1, keepdim=True)[0].clamp(max=1e6))


def bump(distance, sigma):
    return torch.exp(distance * distance * (-0.5 / sigma**2))


def likeness(apart, which, embedding):
    """The largest cosine similarity of every cell to a chosen point, -1 where there is none: [BP,1,h,w]."""
    images, width, high, wide = (int(n) for n in embedding.shape)
    points = int(apart.shape[1]) if images > 1 else apart.shape[1]
    looks = embedding.reshape(images, width, -1)
    weight = torch.exp(apart * (-0.5 / 4.0**2)).reshape(images, -1, high * wide)
    weight = weight / (weight.sum(2, keepdim=True) + 1e-6)
    at = weight @ looks.transpose(1, 2)
    alike = (at @ looks).reshape(-1, points, high, wide)
    return (alike - (1.0 - which) * 4.0).max(1, keepdim=True)[0].clamp(min=-1.0)


def box_maps(prompts, x, y, px, py):
    """Inside (soft), u and v in half sides from the middle, flag [BP,1,1,1], bump at the middle, ring around."""
    low, high = prompts.chosen(2.0), prompts.chosen(3.0)
    flag = high.max(1, keepdim=True)[0]
    x0, x1 = ((px * c).sum(1, keepdim=True) for c in (low, high))
    y0, y1 = ((py * c).sum(1, keepdim=True) for c in (low, high))
    half_w = ((x1 - x0) * 0.5).clamp(min=2.0)
    half_h = ((y1 - y0) * 0.5).clamp(min=2.0)
    u = (x - (x0 + x1) * 0.5) / half_w
    v = (y - (y0 + y1) * 0.5) / half_h
    out = torch.maximum((torch.abs(u) - 1.0) * half_w, (torch.abs(v) - 1.0) * half_h)
    gate = torch.sigmoid(out * (-1.0 / 2.0))
    middle = torch.exp((u * u + v * v) * -1.2) * gate
    far = (torch.maximum(torch.abs(u), torch.abs(v)) - 1.0).clamp(min=0.0)
    ring = (torch.exp(far * -2.0) + 0.02) * (1.0 - gate)
    return gate * flag, u.clamp(-2.0, 2.0) * flag, v.clamp(-2.0, 2.0) * flag, flag, middle * flag, ring * flag


def prompt_maps(prompts, embedding):
    """Maps [BP,MAPS,h,w]; where the target surely is and is not, each [BP,1,h,w]; the held mask [BP,1,S/2,S/2], -1..1."""
    high, wide = int(embedding.shape[2]), int(embedding.shape[3])
    at = torch.arange(max(high, wide), dtype=torch.float32) * CELL + CELL / 2
    x, y = at[:wide].reshape(1, 1, 1, wide), at[:high].reshape(1, 1, high, 1)
    px, py = prompts.coords[:, :, 0, None, None], prompts.coords[:, :, 1, None, None]
    apart = (x - px) ** 2 + (y - py) ** 2
    yes, no = prompts.chosen(1.0), prompts.chosen(0.0)
    to_yes, to_no = nearest(apart, yes), nearest(apart, no)
    gate, u, v, has_box, middle, ring = box_maps(prompts, x, y, px, py)
    has_mask = prompts.has[:, None, None, None]
    held = torch.tanh(prompts.mask * 0.5) * has_mask
    held4 = F.avg_pool2d(held, 2)
    zero = gate * 0.0
    has_yes = yes.max(1, keepdim=True)[0]
    maps = [gate, u + zero, v + zero, has_box + zero, held4, has_mask + zero, has_yes + zero]
    for distance in (to_yes, to_no):
        maps += [bump(distance, 4.0), bump(distance, 16.0), torch.log1p(distance.clamp(max=400.0) / 8.0) * 0.25]
    maps += [likeness(apart, yes, embedding), likeness(apart, no, embedding)]
    maps += [middle, ring]
    on = (held4 + 1.0) * 0.5 * has_mask
    free = (1.0 - has_box) * (1.0 - has_mask)
    near_yes = bump(to_yes, 10.0)
    target = torch.maximum(torch.maximum(near_yes, on), middle * (1.0 - has_mask))
    other = torch.maximum(bump(to_no, 10.0), ring) + ((1.0 - held4) * 0.5) ** 2 * has_mask * 0.5 + free * 0.05
    return torch.cat(maps, 1), target, other * (1.0 - near_yes), held
