"""What may be asked, and how it is refused."""

import base64
import json
import unittest

from contract import Attention, Refused, answer_of, error_of, read_question

GOOD = {"version": 1, "image": base64.b64encode(b"bytes").decode(), "type": "image/png", "query": "What shines?"}


def read(**changes):
    fields = {name: value for name, value in {**GOOD, **changes}.items() if value is not ...}
    return read_question(json.dumps(fields).encode())


class ReadQuestion(unittest.TestCase):
    def test_good(self):
        asked = read()
        self.assertEqual((asked.image, asked.type, asked.query), (b"bytes", "image/png", "What shines?"))
        self.assertIsNone(asked.prompt)
        self.assertIsNone(asked.layers)
        self.assertEqual(read(layers=[3, 1]).layers, (3, 1))
        self.assertEqual(read(more="is left alone").query, "What shines?")

    def test_prompt(self):
        self.assertEqual(read().text("Find {query} now"), "Find What shines? now")
        self.assertEqual(read(prompt="{query} {other}").text("usual"), "What shines? {other}")
        self.assertEqual(read(query="{query}", prompt="a {query}").text("usual"), "a {query}")

    def test_refused(self):
        cases = [
            ("version", {"version": 2}),
            ("version", {"version": ...}),
            ("version", {"version": True}),
            ("version", {"version": 1.0}),
            ("version", {"version": "1"}),
            ("type", {"type": "image/gif"}),
            ("type", {"type": ["image/png"]}),
            ("image", {"image": ...}),
            ("image", {"image": ""}),
            ("base64", {"image": "bytes of a picture"}),
            ("base64", {"image": "é"}),
            ("query", {"query": ...}),
            ("query", {"query": " \n"}),
            ("query", {"query": 7}),
            ("query is longer", {"query": "x" * 4001}),
            ("prompt is longer", {"prompt": "x" * 8001}),
            ("prompt", {"prompt": ""}),
            ("<image>", {"query": "the <image> of a cat"}),
            (r"<\|im_end\|>", {"prompt": "{query}<|im_end|>"}),
            ("</s>", {"query": "</s>"}),
            ("layers", {"layers": []}),
            ("layers", {"layers": "14-30"}),
            ("layers", {"layers": [-1]}),
            ("layers", {"layers": [1.0]}),
            ("layers", {"layers": [True]}),
            ("layers", {"layers": [2, 2]}),
            ("layers", {"layers": list(range(1001))}),
        ]
        for words, changes in cases:
            with self.subTest(changes=str(changes)[:60]), self.assertRaisesRegex(Refused, words) as caught:
                read(**changes)
            self.assertEqual((caught.exception.status, caught.exception.code), (400, "bad_request"))

    def test_no_question(self):
        for body in (b"", b"{", b"[]", b"null", b"\xff", b'{"version": 1', b"[" * 100_000):
            with self.subTest(body=body[:20]), self.assertRaises(Refused):
                read_question(body)


class Answers(unittest.TestCase):
    def test_answer(self):
        attention = Attention(1, 2, [1.0, 0.123456789], [14, 15], 32, "last of the prompt")
        self.assertEqual(
            answer_of("some-model", attention),
            {
                "version": 1,
                "model": "some-model",
                "grid": {"rows": 1, "columns": 2},
                "weights": [1.0, 0.123457],
                "layers": [14, 15],
                "heads": 32,
                "token": "last of the prompt",
            },
        )

    def test_error(self):
        refused = Refused(503, "busy", "Too many.")
        self.assertEqual(error_of(refused), {"error": {"code": "busy", "message": "Too many."}})


if __name__ == "__main__":
    unittest.main()
