"""The wire contract, version 1: what is asked, what is answered, how it is refused. Standard library alone."""

import base64
import binascii
import json
import re
from dataclasses import dataclass

VERSION = 1
TYPES = ("image/png", "image/jpeg")
LONGEST_QUERY = 4_000
LONGEST_PROMPT = 8_000
MOST_LAYERS = 1_000
# What models write between words: in a text they would be taken for the picture or for somebody else's turn.
MARKS = re.compile(r"<\|\w+\|>|</?s>|<image>|<pad>|<unk>")


class Refused(Exception):
    """A question that gets no answer: HTTP status, the contract's code, one sentence that names the mend."""

    def __init__(self, status, code, message):
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def bad(message):
    return Refused(400, "bad_request", message)


@dataclass(frozen=True)
class Question:
    """`image`: the bytes of a PNG or JPEG. `prompt`, `layers`: None for the model's own."""

    image: bytes
    type: str
    query: str
    prompt: "str | None"
    layers: "tuple[int, ...] | None"

    def text(self, usual):
        """What the model is asked: the prompt, or the usual one, with the query in the place of `{query}`."""
        return (usual if self.prompt is None else self.prompt).replace("{query}", self.query)


@dataclass(frozen=True)
class Attention:
    """`weights`: attention to each image token, rows x columns, row-major, 0 or more. `layers` count from 0."""

    rows: int
    columns: int
    weights: "list[float]"
    layers: "list[int]"
    heads: int
    token: str


def read_question(body):
    """The question in the bytes of a request. Raises Refused."""
    try:
        fields = json.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise bad("The body is no JSON in UTF-8.") from None
    if not isinstance(fields, dict):
        raise bad("The body is no JSON object.")
    if type(fields.get("version")) is not int or fields["version"] != VERSION:
        raise bad(f"This server speaks version {VERSION} of the contract: send version: {VERSION}.")
    if fields.get("type") not in TYPES:
        raise bad("type is one of image/png and image/jpeg.")
    prompt = fields.get("prompt")
    return Question(
        image=read_image(fields.get("image")),
        type=fields["type"],
        query=read_text("query", fields.get("query"), LONGEST_QUERY),
        prompt=None if prompt is None else read_text("prompt", prompt, LONGEST_PROMPT),
        layers=read_layers(fields.get("layers")),
    )


def read_image(value):
    if not isinstance(value, str) or value == "":
        raise bad("image is a picture's bytes in base64.")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise bad("image is not base64.") from None


def read_text(name, value, longest):
    if not isinstance(value, str) or value.strip() == "":
        raise bad(f"{name} is a text that says something.")
    if len(value) > longest:
        raise bad(f"{name} is longer than {longest} characters.")
    mark = MARKS.search(value)
    if mark is not None:
        raise bad(f"{name} holds {mark.group()}, a mark of the model's own.")
    return value


def read_layers(value):
    if value is None:
        return None
    if not isinstance(value, list) or not 0 < len(value) <= MOST_LAYERS:
        raise bad("layers is a list of layer numbers from 0, or is left out.")
    if not all(type(layer) is int and layer >= 0 for layer in value) or len(set(value)) < len(value):
        raise bad("layers are whole numbers from 0, each once.")
    return tuple(value)


def answer_of(model, attention):
    """The answer as the contract has it. Weights keep six digits: a map is read, not calculated with."""
    return {
        "version": VERSION,
        "model": model,
        "grid": {"rows": attention.rows, "columns": attention.columns},
        "weights": [float(f"{weight:.6g}") for weight in attention.weights],
        "layers": list(attention.layers),
        "heads": attention.heads,
        "token": attention.token,
    }


def error_of(refused):
    return {"error": {"code": refused.code, "message": refused.message}}
