"""LLaVA and LENS as tiny models with random weights, through the real libraries. Needs requirements.txt."""

import io
import json
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from contract import Question, Refused

try:
    import torch
    from PIL import Image
    from safetensors.torch import save_file
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import (
        CLIPImageProcessorPil,
        LlavaConfig,
        LlavaForConditionalGeneration,
        PreTrainedTokenizerFast,
        Qwen2_5_VLConfig,
        Qwen2_5_VLForConditionalGeneration,
        Qwen2VLImageProcessorPil,
        logging,
    )

    import lens
    import llava

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    MISSING = None
except ImportError as error:
    MISSING = f"skipped: {error}; install resources/attention-server/requirements.txt"

WORDS = "USER : ASSISTANT What shines ? system user assistant You are a helpful".split()


def png(width, height):
    ramp = np.add.outer(np.arange(height) * 5, np.arange(width) * 3) % 256
    file = io.BytesIO()
    Image.fromarray(np.stack([ramp, ramp // 2, 255 - ramp], -1).astype(np.uint8)).save(file, "PNG")
    return file.getvalue()


def question(width, height, layers=None):
    return Question(png(width, height), "image/png", "What shines ?", "{query}", layers)


def tokenizer_of(marks):
    names = ["<unk>", "<s>", *marks, *WORDS]
    words = Tokenizer(models.WordLevel({name: i for i, name in enumerate(names)}, unk_token="<unk>"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    return PreTrainedTokenizerFast(
        tokenizer_object=words, unk_token="<unk>", bos_token="<s>", additional_special_tokens=list(marks)
    )


def options(**more):
    usual = {"device": "cpu", "dtype": torch.float32 if MISSING is None else None, "prompt": None}
    return SimpleNamespace(**{**usual, "side": 640, "max_tokens": 4, **more})


TEXT = {
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": 64,
}


@unittest.skipIf(MISSING, MISSING)
class TinyLlava(unittest.TestCase):
    """4 x 4 image tokens instead of 24 x 24, layers 1 and 2 instead of 14 to 30."""

    def setUp(self):
        torch.manual_seed(1)
        vision = {
            "model_type": "clip_vision_model",
            "hidden_size": 32,
            "intermediate_size": 48,
            "num_hidden_layers": 3,
            "num_attention_heads": 4,
            "image_size": 56,
            "patch_size": 14,
        }
        text = {"model_type": "llama", **TEXT}
        config = LlavaConfig(vision_config=vision, text_config=text, image_token_id=2)
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        LlavaForConditionalGeneration(config).save_pretrained(self.folder.name)
        tokenizer_of(["<image>"]).save_pretrained(self.folder.name)
        CLIPImageProcessorPil(size={"shortest_edge": 56}, crop_size=56).save_pretrained(self.folder.name)
        self.model = llava.load(options(checkpoint=self.folder.name))

    def whole(self, asked):
        """The same by another way: all attention matrices of a run, taken apart afterwards."""
        pixels = self.model.pixels_of(llava.open_rgb(asked.image))
        ids = self.model.ids_of("What shines ?", pixels)
        self.assertEqual(int((ids == 2).sum()), 16)
        with torch.no_grad():
            run = self.model.model(input_ids=ids, pixel_values=pixels, output_attentions=True)
        rows = [run.attentions[layer][0, :, -1][:, ids[0] == 2] for layer in (1, 2)]
        return torch.stack(rows).mean((0, 1)).numpy().reshape(4, 4)

    def test_square(self):
        asked = question(48, 48, (1, 2))
        found = self.model.attend(asked)
        expected = self.whole(asked)
        self.assertEqual((found.rows, found.columns, found.heads, found.layers), (4, 4, 4, [1, 2]))
        self.assertGreater(expected.std() / expected.mean(), 1e-4)
        np.testing.assert_allclose(found.weights, (expected / expected.max()).ravel(), rtol=1e-4)

    def test_flat_picture_has_only_the_rows_that_lie_over_it(self):
        asked = question(48, 24, (1, 2))
        found = self.model.attend(asked)
        over = self.whole(asked)[1:3]
        self.assertEqual((found.rows, found.columns), (2, 4))
        np.testing.assert_allclose(found.weights, (over / over.max()).ravel(), rtol=1e-4)

    def test_picture_lies_in_the_middle_of_a_square(self):
        pixels = self.model.pixels_of(llava.open_rgb(png(48, 24)))[0]
        self.assertEqual(tuple(pixels.shape), (3, 56, 56))
        self.assertLess(float(pixels[:, :10].abs().max()), 0.02)
        self.assertGreater(float(pixels[:, 20:36].abs().max()), 0.5)

    def test_no_such_layer(self):
        with self.assertRaisesRegex(Refused, "layers 0 to 3"):
            self.model.attend(question(48, 48))

    def test_no_picture(self):
        broken = Question(png(48, 48)[:60], "image/png", "What shines ?", None, (1,))
        with self.assertRaisesRegex(Refused, "cannot be decoded"):
            self.model.attend(broken)

    def test_no_hook_is_left(self):
        self.model.attend(question(48, 48, (1,)))
        for layer in self.model.model.model.language_model.layers:
            self.assertEqual(len(layer.self_attn._forward_hooks), 0)


MARKS = ["<|image_pad|>", "<|vision_start|>", "<|vision_end|>", "<|im_start|>", "<|im_end|>"]


@unittest.skipIf(MISSING, MISSING)
class TinyLens(unittest.TestCase):
    """A checkpoint as LENS's code writes it: flat config of another kind, old names, parts of other models."""

    def setUp(self):
        torch.manual_seed(2)
        vision = {
            "depth": 2,
            "hidden_size": 32,
            "intermediate_size": 48,
            "num_heads": 2,
            "out_hidden_size": 32,
            "fullatt_block_indexes": [1],
        }
        rope = {"type": "mrope", "mrope_section": [2, 1, 1]}
        flat = {**TEXT, "rope_scaling": rope, "rope_theta": 10000.0, "max_position_embeddings": 4096}
        marks = {"image_token_id": 2, "vision_start_token_id": 3, "vision_end_token_id": 4}
        config = {**flat, **marks, "video_token_id": 63, "bos_token_id": 1, "eos_token_id": 6}
        config = {**config, "tie_word_embeddings": False, "vision_config": vision}
        model = Qwen2_5_VLForConditionalGeneration._from_config(
            Qwen2_5_VLConfig(**config), attn_implementation="eager"
        )
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = Path(self.folder.name)
        names = {"architectures": ["SAMR1ForConditionalGeneration_qwen2p5"], "model_type": "qwen2_vl"}
        (self.path / "config.json").write_text(json.dumps({**config, **names, "num_of_query": 8}))
        self.queries = torch.randn(1, 8, 32)
        weights = {old_name(name): value.clone() for name, value in model.state_dict().items()}
        weights = {**weights, "learnable_query": self.queries, "sam.mask.weight": torch.ones(2)}
        save_file(weights, self.path / "model.safetensors", {"format": "pt"})
        tokenizer_of(MARKS).save_pretrained(self.path)
        Qwen2VLImageProcessorPil().save_pretrained(self.path)
        self.written = model.eval()
        self.model = lens.load(options(checkpoint=self.folder.name))

    def test_weights_are_those_that_were_written(self):
        loaded = self.model.model.state_dict()
        for name, value in self.written.state_dict().items():
            torch.testing.assert_close(loaded[name], value)
        torch.testing.assert_close(self.model.queries, self.queries)

    def test_map(self):
        found = self.model.attend(question(112, 84, (3,)))
        self.assertEqual((found.rows, found.columns), (3, 4))
        self.assertEqual((found.heads, found.layers), (4, [3]))
        self.assertEqual(found.token, "first of 8 query tokens")
        np.testing.assert_allclose(found.weights, self.whole(question(112, 84)), rtol=1e-4)

    def whole(self, asked):
        """The same by another way: the whole sequence's attention matrices, taken apart afterwards."""
        image = self.model.image_inputs(lens.open_rgb(asked.image))
        with torch.no_grad():
            ids = self.model.reply_to("What shines ?", image, (3, 4))
            self.assertEqual(int((ids == 2).sum()), 12)
            embedded = self.model.embed(ids, image)
            self.assertEqual(embedded.shape[1], ids.shape[1] + 8)
            run = self.written.model.language_model(inputs_embeds=embedded, output_attentions=True)
        row = run.attentions[3][0, :, ids.shape[1], : ids.shape[1]][:, ids[0] == 2].mean(0)
        return (row / row.max()).numpy()

    def test_image_features_stand_in_the_places_of_image_tokens(self):
        image = self.model.image_inputs(lens.open_rgb(png(112, 84)))
        with torch.no_grad():
            ids = self.model.reply_to("What shines ?", image, (3, 4))
            embedded = self.model.embed(ids, image)[0, : ids.shape[1]]
            words = self.written.get_input_embeddings()(ids)[0]
            features = self.written.model.visual(
                image["pixel_values"], grid_thw=image["image_grid_thw"]
            ).pooler_output
        torch.testing.assert_close(embedded[ids[0] == 2], features)
        torch.testing.assert_close(embedded[ids[0] != 2], words[ids[0] != 2])

    def test_query_tokens_stand_at_the_end(self):
        image = self.model.image_inputs(lens.open_rgb(png(112, 84)))
        with torch.no_grad():
            ids = self.model.reply_to("What shines ?", image, (3, 4))
            embedded = self.model.embed(ids, image)
        torch.testing.assert_close(embedded[:, ids.shape[1] :], self.queries)

    def test_a_reply_holds_no_image_token(self):
        class Stubborn(torch.nn.Module):
            def forward(self, hidden):
                return torch.eye(64)[2].expand(*hidden.shape[:-1], 64)

        self.model.model.lm_head = Stubborn()
        found = self.model.attend(question(112, 84, (3,)))
        self.assertEqual(len(found.weights), 12)

    def test_picture_is_scaled_to_the_longest_side(self):
        self.model.side = 56
        found = self.model.attend(question(560, 280, (3,)))
        self.assertEqual((found.rows, found.columns), (2, 3))

    def test_a_checkpoint_without_query_tokens_is_none(self):
        save_file({"other": torch.ones(1)}, self.path / "model.safetensors")
        with self.assertRaisesRegex(SystemExit, "no learnable_query"):
            lens.read_queries(self.path)

    def test_query_tokens_in_one_of_several_files(self):
        save_file({"learnable_query": self.queries}, self.path / "model-2.safetensors")
        index = {"weight_map": {"learnable_query": "model-2.safetensors"}}
        (self.path / "model.safetensors.index.json").write_text(json.dumps(index))
        torch.testing.assert_close(lens.read_queries(self.path), self.queries)

    def test_no_folder(self):
        with self.assertRaisesRegex(SystemExit, "no LENS checkpoint"):
            lens.load(options(checkpoint=None))


def old_name(name):
    return name.replace("model.language_model.", "model.").replace("model.visual.", "visual.")


if __name__ == "__main__":
    unittest.main()
