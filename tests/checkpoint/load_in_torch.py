#!/usr/bin/env python3
"""Loads a safetensors state dict, which the library wrote, into NCSN++ in PyTorch and checks what the
network gives:

    build/torch-peer/bin/python tests/checkpoint/load_in_torch.py state.safetensors \
        tests/checkpoint/published_small.safetensors [--output output_ema]

The second file has x, labels, the output to be met, and the configuration as JSON in its metadata.
The names must be exactly the network's, or all of them with "module." before them, and shapes and
types must agree. The network runs in float64; the output may differ by 1e-10 of the largest value if
it is float64, and by 1e-5 if it is float32. Prints one line; the exit status is 0 where all holds.
"""

import argparse
import json
import pathlib
import sys

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent / "benchmarks/peers"))
from ncsnpp import Config, NCSNpp  # noqa: E402

TOLERANCES = {torch.float64: 1e-10, torch.float32: 1e-5}


def load(network, state):
    """Strict in names, shapes and, unlike load_state_dict, types."""
    target = network
    if any(name.startswith("module.") for name in state):
        target = torch.nn.DataParallel(network)
    target.load_state_dict(state, strict=True)
    for name, tensor in target.state_dict().items():
        if state[name].dtype is not tensor.dtype:
            raise ValueError(f"{name} is {state[name].dtype}, must be {tensor.dtype}")


@torch.no_grad()
def check(options):
    with safe_open(options.expected, "pt") as file:
        config = Config(**json.loads(file.metadata()["config"]))
        x, labels, expected = (file.get_tensor(name) for name in ("x", "labels", options.output))
    state = load_file(options.state)
    network = NCSNpp(config).eval()
    load(network, state)
    output = network.double()(x.double(), labels.double())
    error = float((output - expected.double()).abs().max() / expected.abs().max())
    tolerance = TOLERANCES[expected.dtype]
    if not error <= tolerance:
        raise ValueError(f"{options.output} differs by {error:.1e} of its largest value, "
                         f"more than {tolerance:.0e}")
    return f"{len(state)} tensors loaded, {options.output} met to {error:.1e}"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("state", help="the state dict, safetensors")
    parser.add_argument("expected", help="x, labels, output and configuration, safetensors")
    parser.add_argument("--output", default="output", help="the name of the output (output)")
    options = parser.parse_args()
    torch.set_num_threads(1)
    try:
        print(f"{options.state}: {check(options)}")
    except (OSError, KeyError, TypeError, ValueError, RuntimeError, SafetensorError) as error:
        sys.exit(f"{options.state}: {' '.join(str(error).split())}")


if __name__ == "__main__":
    main()
