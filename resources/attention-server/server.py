"""python server.py --model llava-1.5|qwen2.5-vl-lens|random [--port 8765]: attention maps over HTTP; see README.md."""

import argparse
import os
from pathlib import Path

from random_model import RandomModel
from service import Service

MODELS = ("llava-1.5", "qwen2.5-vl-lens", "random")
LOOPBACK = ("127.0.0.1", "localhost")


def read_options(arguments=None):
    parser = argparse.ArgumentParser(description="Attention maps of multimodal models over HTTP.")
    add = parser.add_argument
    add("--model", choices=MODELS, required=True, help="random: without weights, for trying")
    add("--checkpoint", help="folder of weights; for llava-1.5 also a name on the hub")
    add("--host", default="127.0.0.1", help="another one needs --key-env")
    add("--port", type=int, default=8765, help="0: any free one")
    add("--key-env", metavar="NAME", help="variable of the environment with the key that callers have to send")
    add("--device", help="cuda, cuda:1, mps or cpu; the first graphics card unless given")
    add("--dtype", choices=("bfloat16", "float16", "float32"), help="of the weights")
    add("--prompt-file", type=Path, metavar="F", help="what the model is asked, with {query} in it")
    add("--side", type=int, default=640, help="qwen2.5-vl-lens: longest side of the picture, pixels")
    add("--max-tokens", type=int, default=512, help="qwen2.5-vl-lens: longest reasoning")
    options = parser.parse_args(arguments)
    options.key = os.environ.get(options.key_env, "").strip() if options.key_env else None
    if options.key == "":
        parser.error(f"the variable {options.key_env} is empty")
    if options.host not in LOOPBACK and options.key is None:
        parser.error(f"--host {options.host} lets other machines ask: name a key with --key-env")
    options.prompt = None if options.prompt_file is None else options.prompt_file.read_text("utf-8").strip()
    return options


def open_model(options):
    """The model of that name, its weights loaded. Heavy imports wait until one is wanted that needs them."""
    if options.model == "random":
        return RandomModel()
    import torch

    usual = "cuda" if torch.cuda.is_available() else "cpu"
    options.device = options.device or usual
    options.dtype = getattr(torch, options.dtype or ("float32" if options.device == "cpu" else "bfloat16"))
    if options.model == "llava-1.5":
        from llava import load
    else:
        from lens import load
    return load(options)


def main():
    options = read_options()
    model = open_model(options)
    with Service((options.host, options.port), model, options.key) as service:
        host, port = service.server_address
        print(f"{model.name} on {model.device} at http://{host}:{port}", flush=True)
        try:
            service.serve_forever()
        except KeyboardInterrupt:
            print("stopped", flush=True)


if __name__ == "__main__":
    main()
