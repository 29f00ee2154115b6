"""Writes models/weights/embedded-1.{encoder,decoder}.onnx and models/embedded/files.ts, the registry's copy of their
digests. Needs the onnx and numpy modules. Run: /usr/bin/python3 models/embedded/build.py"""

from hashlib import sha256
from pathlib import Path

from decoder import build_decoder
from encoder import build_encoder

weights = Path(__file__).resolve().parent.parent / "weights"
notes = {"licence": "MIT", "contract": "embedded-1", "author": "The Reaseg Studio authors"}



def entry_of(role):
    data = (weights / f"embedded-1.{role}.onnx").read_bytes()
    return f"""  {{
    role: '{role}',
    name: 'embedded-1.{role}.onnx',
    bytes: {len(data)},
    sha256: '{sha256(data).hexdigest()}',
  }},
"""


if __name__ == "__main__":
    build_encoder(str(weights / "embedded-1.encoder.onnx"), notes)
    build_decoder(str(weights / "embedded-1.decoder.onnx"), notes)
    entries = entry_of("encoder") + entry_of("decoder")
    head = "/** Written by build.py: the files of the embedded segmenter. */\n"
    body = f"export const embeddedFiles = [\n{entries}] as const\n"
    (Path(__file__).resolve().parent / "files.ts").write_text(head + body)
