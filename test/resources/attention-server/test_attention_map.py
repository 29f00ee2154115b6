"""From attention matrices to a map, on a tiny random stack."""

import unittest

import numpy as np

from attention_map import (
    choose_layers,
    first_query,
    image_span,
    last_token,
    mean_map,
    merged_grid,
    over_picture,
    pad_to_square,
    square_grid,
    to_unit,
)
from contract import Question, Refused
from random_model import HEADS, IMAGE_TOKEN, LAYERS, RandomModel, random_stack
from test_picture import png


class Choosing(unittest.TestCase):
    def test_layers(self):
        self.assertEqual(choose_layers(None, range(14, 31), 32), list(range(14, 31)))
        self.assertEqual(choose_layers(None, (33,), 36), [33])
        self.assertEqual(choose_layers((3, 0), (33,), 4), [3, 0])
        for wanted, usual, count in (((4,), (), 4), (None, (33,), 28)):
            with self.assertRaisesRegex(Refused, f"layers 0 to {count - 1}"):
                choose_layers(wanted, usual, count)

    def test_tokens(self):
        self.assertEqual(last_token(640), 639)
        self.assertEqual(first_query(700, 64), 636)
        for length, queries in ((64, 64), (10, 0)):
            with self.assertRaises(ValueError):
                first_query(length, queries)

    def test_image_span(self):
        self.assertEqual(image_span([5, 9, 9, 9, 6], 9), (1, 4))
        self.assertEqual(image_span([9], 9), (0, 1))
        for ids in ([], [5, 6], [9, 5, 9]):
            with self.assertRaises(ValueError):
                image_span(ids, 9)


class Grids(unittest.TestCase):
    def test_llava(self):
        self.assertEqual(square_grid(576), (24, 24))
        for count in (575, 577, 2):
            with self.assertRaises(ValueError):
                square_grid(count)

    def test_qwen(self):
        # 640 x 420 pixels are 46 x 30 patches of 14; 2 x 2 of them are a token.
        self.assertEqual(merged_grid((1, 30, 46), 2), (15, 23))
        for thw in ((2, 30, 46), (1, 31, 46), (1, 30, 45), (1, 0, 2)):
            with self.assertRaises(ValueError):
                merged_grid(thw, 2)

    def test_square_around_a_picture(self):
        self.assertEqual(pad_to_square(640, 480), (640, 0, 80))
        self.assertEqual(pad_to_square(480, 640), (640, 80, 0))
        self.assertEqual(pad_to_square(5, 2), (5, 0, 1))

    def test_part_over_the_picture(self):
        square = np.arange(576.0).reshape(24, 24)
        np.testing.assert_allclose(over_picture(square, 300, 300), square)
        # Three quarters as high: 18 rows, the middle ones.
        np.testing.assert_allclose(over_picture(square, 640, 480), square[3:21])
        np.testing.assert_allclose(over_picture(square, 480, 640), square[:, 3:21])

    def test_edges_that_cut_cells(self):
        # 4 cells over 10 pixels; the picture's 5 rows lie in pixels 2..7, cells 0.8..2.8: two rows.
        square = np.arange(16.0).reshape(4, 4)
        found = over_picture(square, 10, 5)
        expected = np.stack([0.2 * square[0] + 0.8 * square[1], 0.2 * square[1] + 0.8 * square[2]])
        np.testing.assert_allclose(found, expected)

    def test_a_strip_keeps_a_row(self):
        self.assertEqual(over_picture(np.ones((24, 24)), 1000, 10).shape, (1, 24))
        np.testing.assert_allclose(over_picture(np.ones((24, 24)), 1000, 10), 1)


class Maps(unittest.TestCase):
    def test_mean_over_layers_and_heads(self):
        stack = random_stack(7, 20)
        self.assertEqual(stack.shape, (LAYERS, HEADS, 20, 20))
        np.testing.assert_allclose(stack.sum(-1), 1)
        self.assertEqual(float(np.abs(np.triu(stack, 1)).max()), 0)
        ids = [0] * 4 + [IMAGE_TOKEN] * 12 + [0] * 4
        first, end = image_span(ids, IMAGE_TOKEN)
        found = mean_map([stack[layer][:, 19, first:end] for layer in (1, 3)])
        for place in range(12):
            parts = [stack[layer, head, 19, 4 + place] for layer in (1, 3) for head in range(HEADS)]
            self.assertAlmostEqual(found[place], sum(parts) / len(parts))

    def test_half_precision_adds_up(self):
        rows = [np.full((32, 576), 1 / 576, np.float16) for _ in range(17)]
        np.testing.assert_allclose(mean_map(rows), np.float16(1 / 576), rtol=1e-9)

    def test_broken_attention(self):
        for value in (np.nan, np.inf, -1):
            with self.assertRaisesRegex(ValueError, "not finite"):
                mean_map([np.array([[0.5, value]])])
        with self.assertRaisesRegex(ValueError, "differ"):
            mean_map([np.ones((2, 3)), np.ones((4, 3))])

    def test_unit(self):
        np.testing.assert_allclose(to_unit(np.array([0.1, 0.2, 0])), [0.5, 1, 0])
        np.testing.assert_allclose(to_unit(np.zeros(3)), 0)


class Random(unittest.TestCase):
    def test_map(self):
        usual = {"image": png(64, 48), "type": "image/png", "query": "a", "prompt": None, "layers": None}

        def ask(**changes):
            return RandomModel().attend(Question(**{**usual, **changes}))

        found = ask()
        self.assertEqual((found.rows, found.columns, len(found.weights)), (6, 9, 54))
        self.assertEqual((found.layers, found.heads), ([2, 3], 2))
        self.assertEqual(max(found.weights), 1)
        self.assertGreater(min(found.weights), 0)
        self.assertEqual(ask().weights, found.weights)
        for other in ({"query": "b"}, {"prompt": "{query}?"}, {"layers": (0,)}, {"image": png(64, 49)}):
            self.assertNotEqual(ask(**other).weights, found.weights)
        with self.assertRaisesRegex(Refused, "layers 0 to 3"):
            ask(layers=(4,))


if __name__ == "__main__":
    unittest.main()
