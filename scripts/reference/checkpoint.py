#!/usr/bin/env python3
"""Writes tests/fixtures/tiny.pth and tiny-legacy.pth: a state dict of five tensors in both forms that torch.save writes.

What the trainer's reader of .pth files is tested on: a plain tensor, one that lies transposed in its storage, one that
shares its storage with another, and a counter that is no f32.

    pip install torch
    scripts/reference/checkpoint.py
"""

import collections
import pathlib

import torch

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "tests/fixtures"


def eighths(count: int) -> torch.Tensor:
    """0, 1/8, 2/8, ...: exact in f32, and each value says where it comes from."""
    return torch.arange(count, dtype=torch.float32) / 8.0


def main() -> None:
    both = eighths(6)
    state = collections.OrderedDict(
        [
            ("conv1.weight", eighths(24).reshape(2, 3, 2, 2)),
            ("bn1.weight", both[:2]),
            ("bn1.bias", both[2:4]),
            ("bn1.num_batches_tracked", torch.tensor(7)),
            ("fc.weight", eighths(6).reshape(3, 2).T),
        ]
    )
    torch.save(state, FOLDER / "tiny.pth")
    torch.save(state, FOLDER / "tiny-legacy.pth", _use_new_zipfile_serialization=False)


if __name__ == "__main__":
    main()
