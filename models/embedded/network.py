"""The embedded segmenter: a convolutional encoder once an image, a small decoder per prompt. Any frame divisible by 32."""

import torch
import torch.nn.functional as F
from torch import nn

from prompts import MAPS, prompt_maps


class Unit(nn.Sequential):
    """Convolution, batch norm, ReLU."""

    def __init__(self, before, after, kernel=3, stride=1):
        conv = nn.Conv2d(before, after, kernel, stride, kernel // 2, bias=False)
        super().__init__(conv, nn.BatchNorm2d(after), nn.ReLU(inplace=True))


class Block(nn.Module):
    """Two convolutions beside an identity; starts as the identity."""

    def __init__(self, width):
        super().__init__()
        self.first = Unit(width, width)
        self.second = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(width)
        nn.init.zeros_(self.norm.weight)

    def forward(self, x):
        return F.relu(x + self.norm(self.second(self.first(x))))


class Context(nn.Module):
    """Adds to every place what the whole field says on average."""

    def __init__(self, width):
        super().__init__()
        self.mix = nn.Linear(width, width)
        nn.init.zeros_(self.mix.weight)
        nn.init.zeros_(self.mix.bias)

    def forward(self, x):
        return x + self.mix(x.mean((2, 3)))[:, :, None, None]


def twice(x):
    """Bilinear, twice as wide and high."""
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


def unit_length(x):
    """[B,C,h,w] with columns of length 1."""
    x = x.float()
    return x / torch.sqrt((x * x).sum(1, keepdim=True) + 1e-6)


class Encoder(nn.Module):
    """image [B,3,S,S] RGB 0..1 and inside [B,1,S,S] to the features of `Features`."""

    def __init__(self, settings):
        super().__init__()
        a, b, c, d, e = settings["encoder"]
        _, low, middle, _ = settings["decoder"]
        self.stem = nn.Sequential(Unit(4, a, 3, 2), Unit(a, a))
        self.s4 = nn.Sequential(Unit(a, b, 3, 2), Block(b), Block(b))
        self.s8 = nn.Sequential(Unit(b, c, 3, 2), Block(c), Block(c))
        self.s16 = nn.Sequential(Unit(c, d, 3, 2), Block(d), Block(d))
        self.s32 = nn.Sequential(Unit(d, e, 3, 2), Block(e), Context(e), Block(e))
        self.down32 = nn.Conv2d(e, middle, 1)
        self.side16, self.mix16 = nn.Conv2d(d, middle, 1), Unit(middle, middle)
        self.down16 = nn.Conv2d(middle, low, 1)
        self.side8, self.mix8 = nn.Conv2d(c, low, 1), Unit(low, low)
        self.down8 = nn.Conv2d(low, b, 1)
        self.mix4 = Unit(b, b)
        self.to_detail = nn.Conv2d(a, settings["detail"], 1)
        self.to_embedding = nn.Sequential(Unit(b, b), nn.Conv2d(b, settings["embedding"], 1))

    def forward(self, image, inside):
        centred = (image - 0.45) * 4.0 * inside
        x2 = self.stem(torch.cat([centred, inside], 1))
        x4 = self.s4(x2)
        x8 = self.s8(x4)
        x16 = self.s16(x8)
        y16 = self.mix16(self.side16(x16) + twice(self.down32(self.s32(x16))))
        y8 = self.mix8(self.side8(x8) + twice(self.down16(y16)))
        y4 = self.mix4(x4 + twice(self.down8(y8)))
        embedding = unit_length(self.to_embedding(y4))
        return self.to_detail(x2), y4, y8, y16, embedding


class Kernel:
    """How alike the cells look: spreads weights over the cells to those that look like them, per head."""

    def __init__(self, embedding, inside, sharpness):
        batch, width, high, wide = (int(n) for n in embedding.shape)
        self.shape, self.cells = (high, wide), high * wide // 4
        self.inside = F.avg_pool2d(inside, 2)
        keys = F.avg_pool2d(embedding * inside, 2) / (self.inside + 1e-3)
        alike = keys.reshape(batch, width, -1).transpose(1, 2) @ embedding.reshape(batch, width, -1)
        self.batch = batch
        self.tables = [torch.exp((alike - 1.0) * s) for s in sharpness]

    def ratios(self, target, other):
        """Weights [BP,c,h/2,w/2] of target and other to log density ratios [BP,heads*c,h,w]."""
        count = int(target.shape[1])
        found = []
        for table in self.tables:
            top, base = (self.density(w, table) for w in (target, other))
            found.append(torch.log((top + 1e-3) / (base + 1e-3)) * 0.5)
        high, wide = self.shape
        return torch.cat([f.reshape(-1, count, high, wide) for f in found], 1)

    def density(self, weight, table):
        weight = (weight * spread(self.inside, self.batch, weight)).float()
        weight = weight / (weight.sum((2, 3), keepdim=True) + 1e-3)
        return weight.reshape(self.batch, -1, self.cells) @ table


def spread(x, images, like):
    """Rows of an image repeated for each of its prompts; one image broadcasts by itself."""
    return x if images == 1 else x.repeat_interleave(like.shape[0] // images, 0)


class Joint(nn.Module):
    """relu(norm(A(image features) + B(prompt features))): A runs once an image."""

    def __init__(self, image, prompt, width):
        super().__init__()
        self.image = nn.Conv2d(image, width, 3, 1, 1)
        self.prompt = nn.Conv2d(prompt, width, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(width)

    def forward(self, image, prompt):
        own = self.prompt(prompt)
        return F.relu(self.norm(own + spread(self.image(image), image.shape[0], own)))


class Coarse(nn.Module):
    """A small U-net over strides 8, 16 and 32."""

    def __init__(self, settings):
        super().__init__()
        _, low, middle, deep = settings["decoder"]
        self.join = Joint(low, MAPS + settings["heads"], low)
        self.b8 = Block(low)
        self.to16, self.side16, self.b16 = Unit(low, middle, 3, 2), nn.Conv2d(middle, middle, 1), Block(middle)
        self.to32, self.b32 = Unit(middle, deep, 3, 2), nn.Sequential(Context(deep), Block(deep))
        self.up32, self.mix16 = nn.Conv2d(deep, middle, 1), Unit(middle, middle)
        self.up16, self.mix8 = nn.Conv2d(middle, low, 1), Block(low)
        self.masks = nn.Conv2d(low, 3, 1)

    def forward(self, y8, y16, maps):
        x8 = self.b8(self.join(y8, maps))
        x16 = self.to16(x8)
        x16 = self.b16(F.relu(x16 + spread(self.side16(y16), y16.shape[0], x16)))
        x32 = self.b32(self.to32(x16))
        x16 = self.mix16(x16 + twice(self.up32(x32)))
        x8 = self.mix8(F.relu(x8 + twice(self.up16(x16))))
        return x8, x32.mean((2, 3)), self.masks(x8).float()


class Quality(nn.Module):
    """Predicted IoU of each of the three masks from what lies under it."""

    def __init__(self, fine, deep):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(fine + deep + 8, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, logits, fine, whole, ratios):
        on = torch.sigmoid(logits)
        area = on.sum((2, 3), keepdim=True)
        flat = on / (area + 1e-3)
        under = flat.reshape(flat.shape[0], 3, -1) @ fine.float().reshape(fine.shape[0], int(fine.shape[1]), -1).transpose(1, 2)
        sure = (flat * torch.abs(torch.tanh(logits * 0.5))).sum((2, 3))
        apart = (flat * torch.tanh(ratios)).sum((2, 3))
        turned = torch.cat([on[:, 1:], on[:, :1]], 1)
        shared = torch.minimum(on, turned).sum((2, 3)) / (torch.maximum(on, turned).sum((2, 3)) + 1e-3)
        back = torch.cat([shared[:, 2:], shared[:, :2]], 1)
        size = on.mean((2, 3))
        terms = torch.stack([sure, apart, shared, back, torch.sqrt(size + 1e-4)], 2)
        kind = torch.eye(3)[None].to(terms) + terms[:, :, :1] * 0
        spread_whole = whole.float()[:, None] + terms[:, :, :1] * 0
        return torch.sigmoid(self.net(torch.cat([under, spread_whole, terms, kind], 2)).float().squeeze(2))


class Decoder(nn.Module):
    """Features of B images and P prompts each to logits [BP,3,S/2,S/2], predicted IoU [BP,3] and coarse logits."""

    def __init__(self, settings):
        super().__init__()
        fine, low, _, deep = settings["decoder"]
        heads, detail = settings["heads"], settings["detail"]
        self.sharpness = nn.Parameter(torch.linspace(1.8, 3.0, heads))
        self.coarse = Coarse(settings)
        self.up8 = nn.Conv2d(low, fine, 1)
        self.join = Joint(settings["encoder"][1], MAPS + 4 * heads + 3 + fine, fine)
        self.b4 = nn.Sequential(Block(fine), Block(fine))
        self.rough = nn.Conv2d(fine, 3, 1)
        self.up4 = nn.Conv2d(fine, detail, 1)
        self.mask2 = nn.Conv2d(1, detail, 3, 1, 1)
        self.b2 = nn.Sequential(Unit(detail, detail), Unit(detail, detail))
        self.edges = nn.Conv2d(detail, 3, 3, 1, 1)
        nn.init.zeros_(self.edges.weight)
        self.quality = Quality(fine, deep)

    def forward(self, features, inside, prompts):
        """prompts: coords [BP,N,2] in frame pixels, labels [BP,N], mask [BP,1,S/2,S/2] logits, has [BP]."""
        detail, y4, y8, y16, embedding = features
        inside4 = F.avg_pool2d(inside, 4)
        kernel = Kernel(embedding, inside4, torch.exp(self.sharpness))
        maps, target, other, held = prompt_maps(prompts, embedding)
        first = kernel.ratios(F.avg_pool2d(target, 2), F.avg_pool2d(other, 2))
        x8, whole, coarse = self.coarse(y8, y16, F.avg_pool2d(torch.cat([maps, first], 1), 2))
        on = torch.sigmoid(coarse)
        second = kernel.ratios(on, 1.0 - on)
        joined = torch.cat([maps, first, second, twice(coarse), twice(self.up8(x8)).float()], 1)
        x4 = self.b4(self.join(y4, joined))
        rough = self.rough(x4).float() + twice(coarse)
        x2 = twice(self.up4(x4)) + self.mask2(held)
        x2 = self.b2(F.relu(x2 + spread(detail, detail.shape[0], x2)))
        masks = twice(rough) + self.edges(x2).float()
        ratios = second[:, -3:].detach()
        iou = self.quality(rough.detach(), x4.detach(), whole.detach(), ratios)
        return masks, iou, coarse


class Segmenter(nn.Module):
    def __init__(self, settings):
        super().__init__()
        self.encoder = Encoder(settings)
        self.decoder = Decoder(settings)
