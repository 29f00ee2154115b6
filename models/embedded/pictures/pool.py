"""Writes shards of 64 generated pictures: pictures-000123.npz with rgb uint8 [64,S,S,3], labels uint8
[64,3,S,S] and stuff bool [64,256]. Shard n holds seeds 64n..64n+63; shards already there are left alone.
Run: /usr/bin/python3 models/embedded/pictures/pool.py --out DIR --seeds A:B --jobs J"""

import argparse
from functools import partial
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from scene import make_picture

SHARD = 64


def write_shard(number, out, side):
    """Makes one shard unless it is there; written under another name first, so a shard is whole or absent."""
    path = out / f"pictures-{number:06d}.npz"
    if path.exists():
        return
    made = [make_picture(number * SHARD + k, side) for k in range(SHARD)]
    partly = out / f"{path.name}.part"
    with partly.open("wb") as file:
        np.savez(
            file,
            rgb=np.stack([p.rgb for p in made]),
            labels=np.stack([p.labels for p in made]),
            stuff=np.stack([p.stuff for p in made]),
        )
    partly.rename(path)


def main():
    """Reads the arguments and shares the shards among processes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seeds", required=True, help="A:B, rounded out to whole shards of 64")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--side", type=int, default=320)
    arguments = parser.parse_args()
    first, last = (int(n) for n in arguments.seeds.split(":"))
    arguments.out.mkdir(parents=True, exist_ok=True)
    shards = range(first // SHARD, -(-last // SHARD))
    work = partial(write_shard, out=arguments.out, side=arguments.side)
    with Pool(arguments.jobs) as pool:
        for _ in pool.imap_unordered(work, shards):
            pass


if __name__ == "__main__":
    main()
