#!/usr/bin/env python3
"""Writes models/<backbone>/<structure>.onnx: a published network as an f32 ONNX file for onnxruntime-web.

It reads the shipped file itself (int8 times scale), so every engine runs the same network, in the form that suits the
peer best: batch norm is folded, layer4 has its live taps only, `fc` and the heads are one matrix. All heads come out of
one tensor `logits` [n, all outputs], heads side by side, so that one copy and one map bring them back. The WebGPU
provider computes in NHWC and would turn the image and the features around: they are given and taken in NHWC, and the two
transpositions that say so cancel its own, two dispatches less. The batch `n` is free; the page fixes it when it opens.

models/nothing.onnx is one Identity node: opening it starts the runtime, so that this is timed by itself.

    pip install numpy onnx safetensors
    bench/peers/export_onnx.py [--backbone resnet18] [--structures 2,4_1]
"""

import argparse
import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

HOUSE = pathlib.Path(__file__).resolve().parents[2]
MODELS = pathlib.Path(__file__).resolve().parent / "models"
# Blocks per layer, convolutions per block.
SHAPE = {"resnet18": ([2, 2, 2, 2], 2), "resnet34": ([3, 4, 6, 3], 2), "resnet50": ([3, 4, 6, 3], 3)}
# Heads per structure: which backbones each reads.
READS = {"1": [[1, 2]], "2": [[1]], "3": [[1], [1]], "4_1": [[1, 2], [1, 2]], "4_2": [[1], [2]]}
PADDING = {7: 3, 3: 1, 2: 0, 1: 0}
# Before 21, so that any reader of the last years opens it.
OPSET = 17


class Graph:
    """The nodes and constants of one ONNX graph; every method returns the name of what it added."""

    def __init__(self, tensors: dict) -> None:
        self.tensors, self.nodes, self.constants = tensors, [], []

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value, np.float32), name))
        return name

    def node(self, kind: str, inputs: list[str], name: str, **attributes) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def conv(self, x: str, path: str, stride: int) -> str:
        scale = self.tensors[f"{path}.weight.scale"].reshape(-1, 1, 1, 1)
        weight = self.tensors[f"{path}.weight"].astype(np.float32) * scale
        inputs = [x, self.constant(f"{path}.weight", weight), self.constant(f"{path}.bias", self.tensors[f"{path}.bias"])]
        kernel = weight.shape[-1]
        sizes = {"kernel_shape": [kernel] * 2, "strides": [stride] * 2, "pads": [PADDING[kernel]] * 4}
        return self.node("Conv", inputs, path, **sizes)

    def relu(self, x: str) -> str:
        return self.node("Relu", [x], f"{x}.relu")

    def block(self, x: str, path: str, stride: int, convs: int) -> str:
        # torchvision puts the stride on the first convolution of two, on the second of three.
        y = x
        for number in range(1, convs + 1):
            y = self.conv(y, f"{path}.conv{number}", stride if number == convs - 1 else 1)
            y = self.relu(y) if number < convs else y
        if f"{path}.downsample.0.bias" in self.tensors:
            x = self.conv(x, f"{path}.downsample.0", stride)
        return self.relu(self.node("Add", [y, x], f"{path}.add"))

    def backbone(self, kind: str, number: int) -> str:
        path = f"backbone_{number}"
        x = self.relu(self.conv("pixels.nchw", f"{path}.conv1", 2))
        x = self.node("MaxPool", [x], f"{path}.maxpool", kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
        blocks, convs = SHAPE[kind]
        for layer, count in enumerate(blocks, 1):
            for block in range(count):
                x = self.block(x, f"{path}.layer{layer}.{block}", 2 if layer > 1 and block == 0 else 1, convs)
        return x  # [n, channels, 1, 1]: the average pool is the identity

    def heads(self, features: dict[int, str], reads: list[list[int]]) -> int:
        """One product for all heads; where a head does not read a backbone its rows are zero there."""
        width = {number: self.tensors[f"backbone_{number}.{self.last}.bias"].size for number in features}
        begin = {number: sum(width[n] for n in features if n < number) for number in features}
        rows, bias = [], []
        for head, sources in enumerate(reads, 1):
            weight = self.tensors[f"head_{head}.weight"]
            whole = np.zeros((weight.shape[0], sum(width.values())), np.float32)
            whole[:, begin[sources[0]] :][:, : weight.shape[1]] = weight
            rows.append(whole)
            bias.append(self.tensors[f"head_{head}.bias"])
        weight = np.concatenate(rows)
        x = list(features.values())
        x = self.node("Concat", x, "features", axis=1) if len(x) > 1 else x[0]
        x = self.node("Transpose", [x], "features.nhwc", perm=[0, 2, 3, 1])
        x = self.node("Flatten", [x], "features.flat", axis=1)
        constants = [self.constant("heads.weight", weight), self.constant("heads.bias", np.concatenate(bias))]
        self.node("Gemm", [x, *constants], "logits", transB=1)
        return weight.shape[0]

    def model(self, kind: str, structure: str) -> onnx.ModelProto:
        blocks, convs = SHAPE[kind]
        self.last = f"layer4.{blocks[3] - 1}.conv{convs}"
        reads = READS[structure]
        numbers = sorted({number for head in reads for number in head})
        self.node("Transpose", ["pixels"], "pixels.nchw", perm=[0, 3, 1, 2])
        outputs = self.heads({number: self.backbone(kind, number) for number in numbers}, reads)
        return save_form(
            self.nodes, ("pixels", ["n", 28, 28, 1]), ("logits", ["n", outputs]), f"{kind}/{structure}", self.constants
        )


def save_form(nodes: list, before: tuple, after: tuple, name: str, constants: list) -> onnx.ModelProto:
    ends = [[helper.make_tensor_value_info(end, TensorProto.FLOAT, shape)] for end, shape in (before, after)]
    graph = helper.make_graph(nodes, name, *ends, initializer=constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model


def main() -> None:
    options = argparse.ArgumentParser(description="Writes the ONNX files that the onnxruntime-web peer runs.")
    options.add_argument("--backbone", default="resnet18", choices=SHAPE)
    options.add_argument("--structures", default=",".join(READS))
    # scripts/peers hands on the arguments of run.mjs.
    asked, _ = options.parse_known_args()
    networks = json.loads((HOUSE / "weights/manifest.json").read_text())["networks"]
    files = {entry["structure"]: entry["file"] for entry in networks if entry["backbone"] == asked.backbone}
    (MODELS / asked.backbone).mkdir(parents=True, exist_ok=True)
    nothing = helper.make_node("Identity", ["x"], ["y"])
    onnx.save(save_form([nothing], ("x", [1]), ("y", [1]), "nothing", []), MODELS / "nothing.onnx")
    for structure in asked.structures.split(","):
        if structure not in files:
            raise SystemExit(f"weights/manifest.json has no {asked.backbone}/{structure}")
        model = Graph(load_file(HOUSE / "weights" / files[structure])).model(asked.backbone, structure)
        target = MODELS / asked.backbone / f"{structure}.onnx"
        onnx.save(model, target)
        print(f"{target.relative_to(HOUSE)}: {target.stat().st_size} bytes, {len(model.graph.node)} nodes")


if __name__ == "__main__":
    main()
