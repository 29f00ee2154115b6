"""
Qwen2.5-VL as LENS trained it: attention of the first of the 64 learned query tokens to the image tokens, layer 33. The
model reasons in words first; the query tokens stand behind what it wrote.
"""

import json
from pathlib import Path

import torch
from safetensors import safe_open
from transformers import (
    AutoTokenizer,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2VLImageProcessorPil,
)

from attention_map import choose_layers, first_query, image_span, mean_map, merged_grid, to_unit
from capture import attention_rows
from contract import Attention
from picture import open_rgb, size_of

LAYERS = (33,)
PROMPT = (
    "Find what answers “{query}” and give its bounding box in JSON. Compare the objects that come into"
    " question and take the one that fits best. Put your thoughts between <think> and </think>, then the"
    " box between <answer> and </answer>."
)
SYSTEM = "You are a helpful assistant."
QUERY_KEY = "learnable_query"


def load(options):
    folder = Path(options.checkpoint or "")
    if not (folder / "config.json").is_file():
        raise SystemExit(f"--checkpoint: {folder} holds no LENS checkpoint (no config.json); see README.md.")
    # Its config names another class and, by way of its base, another kind of model.
    config = Qwen2_5_VLConfig.from_pretrained(folder)
    model = Qwen2_5_VLForConditionalGeneration.from_pretrained(
        folder, config=config, dtype=options.dtype, attn_implementation="eager"
    )
    parts = {
        "images": Qwen2VLImageProcessorPil.from_pretrained(folder),
        "tokenizer": AutoTokenizer.from_pretrained(folder),
        "queries": read_queries(folder),
    }
    return Lens(model.to(options.device).eval(), parts, options)


def read_queries(folder):
    """[1, queries, width]: the learned tokens, which are no part of Qwen2.5-VL itself."""
    index = folder / "model.safetensors.index.json"
    name = "model.safetensors"
    if index.is_file():
        name = json.loads(index.read_text("utf-8"))["weight_map"].get(QUERY_KEY, name)
    with safe_open(folder / name, framework="pt") as file:
        if QUERY_KEY not in file.keys():
            raise SystemExit(f"--checkpoint: {folder} has no {QUERY_KEY}: it is no LENS checkpoint.")
        return file.get_tensor(QUERY_KEY)


class Lens:
    name = "qwen2.5-vl-lens"

    def __init__(self, model, parts, options):
        self.model = model
        self.images, self.tokenizer = parts["images"], parts["tokenizer"]
        self.queries = parts["queries"].to(model.device, model.dtype)
        self.prompt = options.prompt or PROMPT
        self.side, self.max_tokens = options.side, options.max_tokens
        self.device = str(model.device)

    def attend(self, question):
        size_of(question.image, question.type)
        decoder = self.model.model.language_model.layers
        layers = choose_layers(question.layers, LAYERS, len(decoder))
        image = self.image_inputs(open_rgb(question.image))
        merge = self.model.config.vision_config.spatial_merge_size
        grid = merged_grid(image["image_grid_thw"][0].tolist(), merge)
        with torch.inference_mode():
            ids = self.reply_to(question.text(self.prompt), image, grid)
            span = image_span(ids[0].tolist(), self.model.config.image_token_id)
            embedded = self.embed(ids, image)
            token = first_query(embedded.shape[1], self.queries.shape[1])
            with attention_rows(decoder, layers, token, span) as rows:
                self.run(embedded)
                found = rows()
        weights = to_unit(mean_map(found)).tolist()
        queries = self.queries.shape[1]
        return Attention(*grid, weights, layers, len(found[0]), f"first of {queries} query tokens")

    def image_inputs(self, picture):
        """As LENS evaluates: the longest side at most `side` pixels, then Qwen's own rule (sides divisible by 28)."""
        scale = min(1, self.side / max(picture.size))
        size = tuple(max(1, int(side * scale)) for side in picture.size)
        inputs = self.images(images=picture.resize(size), return_tensors="pt")
        return {
            "pixel_values": inputs["pixel_values"].to(self.model.device, self.model.dtype),
            "image_grid_thw": inputs["image_grid_thw"].to(self.model.device),
        }

    def reply_to(self, text, image, grid):
        """[1, tokens]: the question in Qwen's turn format and the model's reply, the likeliest words."""
        before = f"<|im_start|>system\n{SYSTEM}<|im_end|>\n<|im_start|>user\n<|vision_start|>"
        after = f"<|vision_end|>{text}<|im_end|>\n<|im_start|>assistant\n"
        head, tail = (self.tokenizer(part).input_ids for part in (before, after))
        token = self.model.config.image_token_id
        ids = torch.tensor([head + [token] * (grid[0] * grid[1]) + tail], device=self.model.device)
        return self.model.generate(
            input_ids=ids,
            attention_mask=torch.ones_like(ids),
            mm_token_type_ids=(ids == token).int(),
            max_new_tokens=self.max_tokens,
            do_sample=False,
            suppress_tokens=[token],
            **image,
        )

    def embed(self, ids, image):
        """[1, tokens + queries, width]: words, image features in the place of image tokens, then the query tokens."""
        words = self.model.get_input_embeddings()(ids)
        features = torch.cat(self.model.model.get_image_features(**image).pooler_output).to(words)
        places = (ids == self.model.config.image_token_id)[..., None].expand_as(words)
        return torch.cat([words.masked_scatter(places, features), self.queries], dim=1)

    def run(self, embedded):
        """LENS hands over embeddings without ids, so that every token, image tokens too, counts one place further."""
        length = embedded.shape[1]
        places = torch.arange(length, device=embedded.device).view(1, 1, length).expand(3, 1, length)
        self.model.model.language_model(inputs_embeds=embedded, position_ids=places, use_cache=False)
