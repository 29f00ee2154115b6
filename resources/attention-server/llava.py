"""LLaVA-1.5: attention of the prompt's last token to the 24 x 24 image tokens, layers 14 to 30."""

import torch
from PIL import Image
from transformers import AutoImageProcessor, AutoTokenizer, LlavaForConditionalGeneration

from attention_map import (
    choose_layers,
    image_span,
    last_token,
    mean_map,
    over_picture,
    pad_to_square,
    square_grid,
    to_unit,
)
from capture import attention_rows
from contract import Attention
from picture import open_rgb, size_of

CHECKPOINT = "llava-hf/llava-1.5-7b-hf"
LAYERS = range(14, 31)
PROMPT = "{query} Which part of the picture answers this?"


def load(options):
    checkpoint = options.checkpoint or CHECKPOINT
    model = LlavaForConditionalGeneration.from_pretrained(
        checkpoint, dtype=options.dtype, attn_implementation="eager"
    )
    images = AutoImageProcessor.from_pretrained(checkpoint, backend="pil")
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    return Llava(model.to(options.device).eval(), images, tokenizer, options.prompt or PROMPT)


class Llava:
    name = "llava-1.5"

    def __init__(self, model, images, tokenizer, prompt):
        self.model, self.images, self.tokenizer, self.prompt = model, images, tokenizer, prompt
        self.device = str(model.device)

    def attend(self, question):
        width, height = size_of(question.image, question.type)
        decoder = self.model.model.language_model.layers
        layers = choose_layers(question.layers, LAYERS, len(decoder))
        pixels = self.pixels_of(open_rgb(question.image))
        ids = self.ids_of(question.text(self.prompt), pixels)
        span = image_span(ids[0].tolist(), self.model.config.image_token_id)
        token = last_token(ids.shape[1])
        with torch.inference_mode(), attention_rows(decoder, layers, token, span) as rows:
            self.model.model(input_ids=ids, pixel_values=pixels, use_cache=False)
            found = rows()
        square = mean_map(found).reshape(square_grid(span[1] - span[0]))
        weights = to_unit(over_picture(square, width, height))
        flat = weights.ravel().tolist()
        return Attention(*weights.shape, flat, layers, len(found[0]), "last of the prompt")

    def pixels_of(self, picture):
        """The picture in the middle of a square of the mean colour, so that nothing of it is cropped away."""
        side, left, top = pad_to_square(*picture.size)
        mean = tuple(round(255 * share) for share in self.images.image_mean)
        square = Image.new("RGB", (side, side), mean)
        square.paste(picture, (left, top))
        pixels = self.images(images=square, return_tensors="pt")["pixel_values"]
        return pixels.to(self.model.device, self.model.dtype)

    def ids_of(self, text, pixels):
        """[1, tokens]: the model's own turn format, an image token for each patch."""
        patch = self.model.config.vision_config.patch_size
        count = (pixels.shape[-2] // patch) * (pixels.shape[-1] // patch)
        image = self.tokenizer.convert_ids_to_tokens(self.model.config.image_token_id)
        turn = f"USER: {image * count}\n{text} ASSISTANT:"
        return torch.tensor([self.tokenizer(turn).input_ids], device=self.model.device)
