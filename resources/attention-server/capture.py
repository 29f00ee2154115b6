"""Reads one token's attention out of a model while it runs, without keeping whole attention matrices."""

from contextlib import contextmanager


@contextmanager
def attention_rows(decoder_layers, wanted, token, span):
    """
    Within the context, each run of the model replaces the rows it yields: for every wanted layer, in that order, the
    attention of the token at position `token` to the positions first..end, an array [heads, end - first] of float32.
    """
    first, end = span
    found = {}

    def keep(layer):
        def hook(_module, _inputs, output):
            weights = output[1]
            if weights is None:
                raise ValueError("the model gives no attention: load it with eager attention")
            found[layer] = weights[0, :, token, first:end].float().cpu().numpy()

        return hook

    handles = [decoder_layers[layer].self_attn.register_forward_hook(keep(layer)) for layer in wanted]
    try:
        yield lambda: [found[layer] for layer in wanted]
    finally:
        for handle in handles:
            handle.remove()
