"""The HTTP face with models that wait, fail and answer what they should not."""

import base64
import contextlib
import io
import json
import threading
import time
import unittest
import urllib.error
import urllib.request

import service
from contract import Attention
from test_picture import png

ANSWER = Attention(1, 2, [0.5, 1.0], [3], 4, "last of the prompt")
QUESTION = {
    "version": 1,
    "image": base64.b64encode(png(8, 8)).decode(),
    "type": "image/png",
    "query": "What shines?",
}


class Model:
    name = "made-up"
    device = "none"

    def __init__(self, attend):
        self.attend = attend


class Serving(unittest.TestCase):
    def serve(self, attend):
        server = service.Service(("127.0.0.1", 0), Model(attend))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.url = f"http://127.0.0.1:{server.server_address[1]}/attention"

    def post(self):
        """(status, retry-after, body)"""
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(self.url, json.dumps(QUESTION).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, None, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers.get("retry-after"), json.load(error)

    def quietly(self):
        told = io.StringIO()
        redirect = contextlib.redirect_stderr(told)
        redirect.__enter__()
        self.addCleanup(redirect.__exit__, None, None, None)
        return told

    def test_a_model_that_fails(self):
        told = self.quietly()

        def fail(_question):
            raise RuntimeError("out of memory at layer 7")

        self.serve(fail)
        status, _, body = self.post()
        self.assertEqual((status, body["error"]["code"]), (500, "internal"))
        self.assertNotIn("layer 7", json.dumps(body))
        self.assertIn("layer 7", told.getvalue())

    def test_a_model_that_answers_nan(self):
        told = self.quietly()
        self.serve(lambda _question: Attention(1, 1, [float("nan")], [0], 1, "x"))
        status, _, body = self.post()
        self.assertEqual((status, body["error"]["code"]), (500, "internal"))
        self.assertIn("JSON", told.getvalue())

    def test_one_question_at_a_time_and_so_many_waiting(self):
        self.quietly()
        go, inside, most = threading.Event(), [], []
        came = threading.Semaphore(0)

        def wait(_question):
            inside.append(1)
            most.append(len(inside))
            came.release()
            go.wait(20)
            inside.pop()
            return ANSWER

        self.serve(wait)
        found = []
        count = service.MOST_WAITING + 3
        asking = [threading.Thread(target=lambda: found.append(self.post())) for _ in range(count)]
        for thread in asking:
            thread.start()
        came.acquire(timeout=20)
        until = time.monotonic() + 20
        while len(found) < 3 and time.monotonic() < until:
            time.sleep(0.02)
        self.assertEqual([(status, wait_for) for status, wait_for, _ in found], [(503, "5")] * 3)
        go.set()
        for thread in asking:
            thread.join(20)
        answers = [status for status, _, _ in found]
        self.assertEqual(sorted(answers), [200] * service.MOST_WAITING + [503] * 3)
        self.assertEqual(max(most), 1)
        self.assertEqual(self.post()[2]["weights"], [0.5, 1.0])


if __name__ == "__main__":
    unittest.main()
