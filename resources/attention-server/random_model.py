"""A model without weights, for trying the contract: a random attention stack that goes the way of a real one."""

import hashlib

import numpy as np

from attention_map import choose_layers, image_span, last_token, mean_map, to_unit
from contract import Attention
from picture import size_of

LAYERS, HEADS = 4, 2
ROWS, COLUMNS = 6, 9
BEFORE, AFTER = 5, 7
IMAGE_TOKEN = 1


class RandomModel:
    """The same picture, prompt and layers get the same map on every machine; the map means nothing."""

    name = "random"
    device = "none"

    def attend(self, question):
        size_of(question.image, question.type)
        layers = choose_layers(question.layers, range(2, LAYERS), LAYERS)
        ids = [0] * BEFORE + [IMAGE_TOKEN] * (ROWS * COLUMNS) + [0] * AFTER
        first, end = image_span(ids, IMAGE_TOKEN)
        text = question.text("{query}").encode()
        seed = int.from_bytes(hashlib.sha256(question.image + text).digest()[:8], "big")
        stack = random_stack(seed, len(ids))
        rows = [stack[layer][:, last_token(len(ids)), first:end] for layer in layers]
        weights = to_unit(mean_map(rows))
        return Attention(ROWS, COLUMNS, weights.tolist(), layers, HEADS, "last of the prompt")


def random_stack(seed, length):
    """[layers, heads, tokens, tokens]: causal attention, each row adding up to 1."""
    scores = np.random.default_rng(seed).normal(size=(LAYERS, HEADS, length, length))
    scores[..., np.triu(np.ones((length, length), bool), 1)] = -np.inf
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
