"""The HTTP face: two paths, one question at a time, every refusal in the contract's words. Standard library alone."""

import hmac
import json
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from contract import VERSION, Refused, answer_of, error_of, read_question

MOST_BYTES = 48_000_000
MOST_WAITING = 8
SECONDS_TO_SEND = 60
PATHS = {"/attention": "POST", "/health": "GET"}


def written(value):
    """JSON bytes. Raises ValueError for numbers that JSON does not have."""
    return json.dumps(value, allow_nan=False).encode()


class Service(ThreadingHTTPServer):
    """Serves one model. `key`: what callers have to name; None for none."""

    daemon_threads = True

    def __init__(self, address, model, key=None):
        super().__init__(address, Handler)
        self.model = model
        self.key = key
        self.one_at_a_time = threading.Lock()
        self.places = threading.BoundedSemaphore(MOST_WAITING)

    def ask(self, question):
        if not self.places.acquire(blocking=False):
            raise Refused(503, "busy", f"{MOST_WAITING} questions wait already.")
        try:
            with self.one_at_a_time:
                return answer_of(self.model.name, self.model.attend(question))
        finally:
            self.places.release()

    def handle_error(self, request, client_address):
        """A caller that went away is nobody's fault; anything else is told of."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "attention-server"
    sys_version = ""
    error_content_type = "application/json"
    error_message_format = '{"error": {"code": "bad_request", "message": "HTTP %(code)d: not understood."}}'
    timeout = SECONDS_TO_SEND

    def do_GET(self):
        self.answer()

    def do_POST(self):
        self.answer()

    def answer(self):
        try:
            status, body = 200, written(self.value())
        except Refused as refused:
            status, body = refused.status, written(error_of(refused))
        except Exception:
            # Whatever the model throws: the caller learns that it failed, the one who runs it learns why.
            traceback.print_exc()
            failed = Refused(500, "internal", "The model failed; see the server's own output.")
            status, body = failed.status, written(error_of(failed))
        self.send(status, body)

    def value(self):
        method = PATHS.get(self.path)
        if method is None:
            raise Refused(404, "not_found", "There are /attention and /health.")
        if method != self.command:
            raise Refused(405, "wrong_method", f"{self.path} wants {method}.")
        self.check_key()
        if self.path == "/health":
            return {"version": VERSION, "model": self.server.model.name, "device": self.server.model.device}
        return self.server.ask(read_question(self.body()))

    def check_key(self):
        key = self.server.key
        named = self.headers.get("authorization", "")
        if key is not None and not hmac.compare_digest(named.encode(), f"Bearer {key}".encode()):
            raise Refused(401, "unauthorized", "Send the key as Authorization: Bearer KEY.")

    def body(self):
        # A page in a browser can send other types anywhere without asking; this one it cannot.
        if self.headers.get_content_type() != "application/json":
            raise Refused(415, "wrong_type", "Send application/json.")
        length = self.headers.get("content-length", "")
        if not (length.isascii() and length.isdigit()):
            raise Refused(411, "length_required", "Send the body's length.")
        if int(length) > MOST_BYTES:
            raise Refused(413, "too_large", f"The body is larger than {MOST_BYTES // 1_000_000} MB.")
        try:
            body = self.rfile.read(int(length))
        except TimeoutError:
            raise Refused(408, "too_slow", f"The body did not come within {SECONDS_TO_SEND} s.") from None
        if len(body) < int(length):
            raise Refused(400, "bad_request", "The body is shorter than it says.")
        return body

    def send(self, status, body):
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        if status == 503:
            self.send_header("retry-after", "5")
        if status >= 400:
            # Part of the body may be unread; what follows it would be taken for the next request.
            self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        """One line an answer, without addresses, headers or text."""

    def log_request(self, code="-", size="-"):
        path = getattr(self, "path", None)
        print(f"{self.command} {path if path in PATHS else '?'} {int(code)}", file=sys.stderr, flush=True)
