"""Losses of masks, predicted IoU and embedding."""

import torch
import torch.nn.functional as F


def mask_loss(logits, truth, inside):
    """Cross entropy + Dice of logits against shares, both [n,k,h,w] over inside [n,1,h,w]: [n,k]."""
    cross = F.binary_cross_entropy_with_logits(logits, truth, reduction="none") * inside
    cross = cross.sum((2, 3)) / inside.sum((2, 3))
    on = torch.sigmoid(logits) * inside
    shared = (on * truth).sum((2, 3))
    dice = 1 - (2 * shared + 4) / ((on * on).sum((2, 3)) + (truth * truth).sum((2, 3)) + 4)
    return cross + dice


def masks_loss(logits, field, asked, is_open):
    """Best of three against what was asked, and each mask against its level where the prompt is open, else against
    what was asked: the mean over the prompts. logits [n,3,h,w]; field: truth [n,3,h,w] and inside [n,1,h,w]; asked,
    is_open [n]."""
    truth, inside = field
    rows = torch.arange(len(asked))
    wanted = truth[rows, asked][:, None].expand_as(logits)
    against = mask_loss(logits, wanted, inside)
    levels = torch.where(is_open[:, None], mask_loss(logits, truth, inside), against)
    share = torch.where(is_open, 0.5, 0.3)
    return (against.min(1)[0] + share * levels.mean(1)).mean()


def true_iou(logits, wanted):
    """IoU of each mask [n,3,h,w] with the wanted one [n,h,w]: [n,3]."""
    on, truth = logits > 0, (wanted > 0.5)[:, None]
    either = (on | truth).sum((2, 3)).clamp(min=1)
    return (on & truth).sum((2, 3)) / either


def alike_loss(embedding, objects, generator):
    """Cosine similarity above 0.7 within an object and below it between objects, on 64 random places a picture."""
    count, side = embedding.shape[0], embedding.shape[2]
    ids = objects[:, 2::4, 2::4].reshape(count, -1)
    at = torch.randint(0, side * side, (count, 64), generator=generator)
    ids = torch.gather(ids, 1, at)
    looks = torch.gather(embedding.flatten(2), 2, at[:, None].expand(-1, embedding.shape[1], -1))
    scores = (looks.transpose(1, 2) @ looks - 0.7) * 8
    same = (ids[:, :, None] == ids[:, None]).float()
    known = (ids > 0).float()
    pairs = known[:, :, None] * known[:, None]
    loss = F.binary_cross_entropy_with_logits(scores, same, reduction="none")
    both = [(loss * w).sum() / w.sum().clamp(min=1) for w in (pairs * same, pairs * (1 - same))]
    return both[0] + both[1]
