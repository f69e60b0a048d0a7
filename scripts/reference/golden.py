#!/usr/bin/env python3
"""Writes weights/<backbone>/<structure>.golden.json: torchvision's f32 logits of 16 fixed test images for every
published network, and names the file in the manifest.

An implementation that shares no code with ours reads the shipped file itself: int8 times scale, put into torchvision's
unchanged ResNet. Kernels of layer4 are padded to 3x3 with zero taps, batch norm becomes the bias that was folded, fc is
left out because it is multiplied into the head. So agreement also proves pruning and folding of what ships.

    pip install torch torchvision numpy safetensors
    scripts/reference/golden.py
"""

import json
import pathlib
import zlib

import numpy as np
import torch
import torchvision
from safetensors.numpy import load_file

ROOT = pathlib.Path(__file__).resolve().parents[2]
IMAGES = [index * 196 for index in range(16)]
# Heads per structure: which backbones each reads.
READS = {"1": [[1, 2]], "2": [[1]], "3": [[1], [1]], "4_1": [[1, 2], [1, 2]], "4_2": [[1], [2]]}


def test_images() -> torch.Tensor:
    """The images of public/mnist/test_012.bin; public/mnist/README.md gives its form."""
    data = (ROOT / "public/mnist/test_012.bin").read_bytes()
    raw = zlib.decompress(data[16:])
    count = len(raw) // 785
    pixels = np.frombuffer(raw, np.uint8)[count:].reshape(count, 1, 28, 28)
    return torch.from_numpy((pixels[IMAGES].astype(np.float32) / 255.0 - 0.5) / 0.5)


def backbone(kind: str, tensors: dict, number: int) -> torch.nn.Module:
    model = getattr(torchvision.models, kind)(weights=None)
    model.conv1 = torch.nn.Conv2d(1, 64, kernel_size=7, stride=2, padding=3, bias=False)
    model.fc = torch.nn.Identity()
    modules = dict(model.named_modules())
    for path, module in modules.items():
        if not isinstance(module, torch.nn.Conv2d):
            continue
        name = f"backbone_{number}.{path}"
        scale = tensors[f"{name}.weight.scale"].reshape(-1, 1, 1, 1)
        weight = torch.from_numpy(tensors[f"{name}.weight"].astype(np.float32) * scale)
        whole = torch.zeros_like(module.weight)
        live, size = weight.shape[-1], whole.shape[-1]
        # With padding 1, tap 1 is the first that lies on the map.
        begin = 0 if live == size else 1
        whole[:, :, begin : begin + live, begin : begin + live] = weight
        module.weight.data = whole
        norm = path.replace("downsample.0", "downsample.1") if "downsample" in path else path.replace("conv", "bn")
        bn = modules[norm]
        # (x - 0) / sqrt(var + eps) * sqrt(1 + eps) + bias, with var = 1: x + bias.
        torch.nn.init.constant_(bn.weight, float(np.sqrt(1.0 + bn.eps)))
        bn.bias.data = torch.from_numpy(tensors[f"{name}.bias"])
    return model.eval()


def logits(entry: dict, x: torch.Tensor) -> list:
    tensors = load_file(ROOT / "weights" / entry["file"])
    reads = READS[entry["structure"]]
    with torch.no_grad():
        numbers = sorted({number for head in reads for number in head})
        features = {number: backbone(entry["backbone"], tensors, number)(x) for number in numbers}
        outputs = []
        for head, sources in enumerate(reads, 1):
            weight = torch.from_numpy(tensors[f"head_{head}.weight"])
            bias = torch.from_numpy(tensors[f"head_{head}.bias"])
            outputs.append(torch.cat([features[number] for number in sources], dim=1) @ weight.T + bias)
    return [[output[image].tolist() for output in outputs] for image in range(len(IMAGES))]


def main() -> None:
    path = ROOT / "weights/manifest.json"
    manifest = json.loads(path.read_text())
    x = test_images()
    versions = f"torch {torch.__version__.split('+')[0]}, torchvision {torchvision.__version__.split('+')[0]}"
    for entry in manifest["networks"]:
        entry["golden"] = entry["file"].replace(".safetensors", ".golden.json")
        golden = {"made_with": versions, "sha256": entry["sha256"], "images": IMAGES, "logits": logits(entry, x)}
        (ROOT / "weights" / entry["golden"]).write_text(json.dumps(golden) + "\n")
        print(entry["golden"])
    path.write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
