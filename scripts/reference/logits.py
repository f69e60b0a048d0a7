#!/usr/bin/env python3
"""Writes tests/fixtures/logits.json: what torchvision's own ResNets say for all 15 networks.

An implementation that shares no code with ours: torchvision's unchanged models (conv1 taken to one channel), with every
tap of layer4, batch norm unfolded, and the heads behind the 1000-way fc. The weights are not stored: both sides compute
them from a tensor's name (see `values`), dead taps included, so the test also proves that those never matter.

    pip install torch torchvision numpy
    scripts/reference/logits.py
"""

import json
import pathlib
import zlib

import numpy as np
import torch
import torchvision

STRUCTURES = {
    # id: (backbones, [(outputs, backbones the head reads), ...]); heads in order
    "1": (2, [(3, [0, 1])]),
    "2": (1, [(3, [0])]),
    "3": (1, [(2, [0]), (2, [0])]),
    "4_1": (2, [(2, [0, 1]), (2, [0, 1])]),
    "4_2": (2, [(2, [0]), (2, [1])]),
}
IMAGES = 3


def uniform(name: str, count: int) -> np.ndarray:
    """`count` numbers in [0, 1): the top 24 bits of SplitMix64, seeded with the CRC-32 of the name."""
    with np.errstate(over="ignore"):
        state = np.uint64(zlib.crc32(name.encode())) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(
            0x9E3779B97F4A7C15
        )
        z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) / 2.0**24


def values(name: str, shape: list[int]) -> torch.Tensor:
    """A tensor from its name: weights of a size that keeps activations near 1, statistics away from 0."""
    count = int(np.prod(shape))
    u = uniform(name, count)
    if len(shape) > 1:
        # Uniform with the variance of Kaiming's normal over the whole fan-in.
        u = (2.0 * u - 1.0) * np.sqrt(6.0 / np.prod(shape[1:]))
    elif name.endswith("running_var") or (name.endswith("weight") and len(shape) == 1):
        u = 0.5 + u
    else:
        u = 0.4 * u - 0.2
    return torch.from_numpy(u.astype(np.float32)).reshape(shape)


def fill(module: torch.nn.Module, prefix: str) -> None:
    state = module.state_dict()
    for name, tensor in state.items():
        if tensor.dtype == torch.float32:
            state[name] = values(f"{prefix}.{name}", list(tensor.shape))
    module.load_state_dict(state)


def backbone(kind: str, prefix: str) -> torch.nn.Module:
    model = getattr(torchvision.models, kind)(weights=None)
    model.conv1 = torch.nn.Conv2d(1, 64, kernel_size=7, stride=2, padding=3, bias=False)
    fill(model, prefix)
    return model.eval()


def main() -> None:
    pixels = np.floor(uniform("images", IMAGES * 784) * 256.0).astype(np.float32)
    x = torch.from_numpy((pixels / 255.0 - 0.5) / 0.5).reshape(IMAGES, 1, 28, 28)
    logits = {}
    for kind in ("resnet18", "resnet34", "resnet50"):
        with torch.no_grad():
            features = [backbone(kind, f"backbone_{number}")(x) for number in (1, 2)]
            for structure, (_, heads) in STRUCTURES.items():
                outputs = []
                for number, (count, reads) in enumerate(heads, 1):
                    head = torch.nn.Linear(1000 * len(reads), count)
                    fill(head, f"head_{number}")
                    outputs.append(head(torch.cat([features[read] for read in reads], dim=1)).tolist())
                logits[f"{kind}/{structure}"] = outputs
    versions = f"torch {torch.__version__.split('+')[0]}, torchvision {torchvision.__version__.split('+')[0]}"
    target = pathlib.Path(__file__).resolve().parents[2] / "tests/fixtures/logits.json"
    target.write_text(json.dumps({"made_with": versions, "images": IMAGES, "logits": logits}, indent=1) + "\n")
    print(f"wrote {target.name} with {versions}")


if __name__ == "__main__":
    main()
