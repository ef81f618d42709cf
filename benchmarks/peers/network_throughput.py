#!/usr/bin/env python3
"""What CIFAR-10's NCSN++ (continuous VE) and DDPM++ (VP) cost in PyTorch on one thread: a forward
pass, or a forward and a backward pass for the gradients of all parameters, in seconds of processor
time an image.

    build/torch-peer/bin/python benchmarks/peers/network_throughput.py --modes eager --repeats 3

Writes one JSON object a line to the standard output, a line for each network and mode: `runs` has
every repetition and `seconds_per_image` their median. Modes take turns, so that a neighbour on the
machine meets all alike. `relative_error` is the largest difference from mode eager in float32 over
the largest output. torch-environment makes the environment.
"""

import argparse
import ctypes
import dataclasses
import json
import logging
import statistics
import sys
import time

import torch

from ncsnpp import Config, NCSNpp, draw_parameters

NETWORKS = {"ncsnpp": Config, "ddpmpp": Config.ddpmpp}


@dataclasses.dataclass
class Mode:
    channels_last: bool = False
    compiled: bool = False
    bfloat16: bool = False
    backward: bool = False


MODES = {
    "eager": Mode(),
    "eager_channels_last": Mode(channels_last=True),
    "compile": Mode(compiled=True),
    "compile_channels_last": Mode(compiled=True, channels_last=True),
    "bfloat16_channels_last": Mode(bfloat16=True, channels_last=True),
    "bfloat16_compile_channels_last": Mode(bfloat16=True, compiled=True, channels_last=True),
    "backward": Mode(backward=True),
    "backward_channels_last": Mode(backward=True, channels_last=True),
}


def keep_memory():
    """Tells glibc to keep what is freed: else each large tensor costs page faults anew."""
    trim_threshold, mmap_max = -1, -4
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(trim_threshold, 2**31 - 1)
        mallopt(mmap_max, 0)


def inputs(name, batch):
    """Noisy images at noise levels from least to most, and their labels."""
    generator = torch.Generator().manual_seed(1)
    data = torch.rand(batch, 3, 32, 32, generator=generator)
    z = torch.randn(data.shape, generator=generator)
    if name == "ncsnpp":
        sigma = torch.logspace(-2, 1.69, batch)
        return data + sigma[:, None, None, None] * z, sigma
    t = torch.linspace(1e-3, 1, batch)
    log_mean = -t * t / 4 * 19.9 - t / 2 * 0.1
    mean, std = log_mean.exp(), (1 - (2 * log_mean).exp()).sqrt()
    return mean[:, None, None, None] * (2 * data - 1) + std[:, None, None, None] * z, 999 * t


class Task:
    """One mode of one network, ready to run."""

    def __init__(self, name, mode, batch):
        self.mode = mode
        self.network = draw_parameters(NCSNpp(NETWORKS[name]()), seed=0).eval()
        self.x, self.labels = inputs(name, batch)
        if mode.channels_last:
            self.network = self.network.to(memory_format=torch.channels_last)
            self.x = self.x.contiguous(memory_format=torch.channels_last)
        self.call = self.network
        if mode.compiled:
            self.call = torch.compile(self.network, fullgraph=True, dynamic=False)

    def __call__(self):
        if self.mode.backward:
            self.network.zero_grad(set_to_none=True)
            output = self.network(self.x, self.labels)
            output.square().sum().backward()
            return output.detach()
        # Measured: inference_mode is no slower than no_grad, and freezing by torch.compile no faster.
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, self.mode.bfloat16):
            return self.call(self.x, self.labels)


def seconds(task, batch):
    start = time.process_time()
    task()
    return (time.process_time() - start) / batch


def relative_error(output, reference):
    return float((output.float() - reference).abs().max() / reference.abs().max())


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def measure(name, modes, options):
    batches = {mode: options.backward_batch if MODES[mode].backward else options.batch
               for mode in modes}
    tasks, errors, references = {}, {}, {}
    for mode, batch in batches.items():
        progress(f"{name} {mode}: first pass")
        tasks[mode] = Task(name, MODES[mode], batch)
        output = tasks[mode]()
        if batch not in references:
            references[batch] = output if mode == "eager" else Task(name, Mode(), batch)()
        errors[mode] = relative_error(output, references[batch])
    runs = {mode: [] for mode in modes}
    for repeat in range(options.repeats):
        for mode, task in tasks.items():
            progress(f"{name} {mode}: {repeat + 1} of {options.repeats}")
            runs[mode].append(seconds(task, batches[mode]))
    progress("")
    for mode in modes:
        print(json.dumps({
            "network": name, "mode": mode, "dtype": "bfloat16" if MODES[mode].bfloat16 else "float32",
            "batch": batches[mode], "seconds_per_image": statistics.median(runs[mode]),
            "relative_error": errors[mode], "runs": runs[mode], "torch": torch.__version__,
        }), flush=True)


def chosen(allowed):
    def parse(text):
        names = text.split(",")
        for name in names:
            if name not in allowed:
                raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(allowed)}")
        return list(dict.fromkeys(names))
    return parse


def positive(text):
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is not a positive whole number")
    return int(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=chosen(NETWORKS), default=list(NETWORKS),
                        help=f"networks, with commas: {', '.join(NETWORKS)} (default: both)")
    parser.add_argument("--modes", type=chosen(MODES), default=list(MODES),
                        help=f"modes, with commas: {', '.join(MODES)} (default: all)")
    parser.add_argument("--batch", type=positive, default=8, help="images of a forward pass (8)")
    parser.add_argument("--backward-batch", type=positive, default=4,
                        help="images of a forward and backward pass (4)")
    parser.add_argument("--repeats", type=positive, default=5, help="timed passes of a mode (5)")
    options = parser.parse_args()

    torch.set_num_threads(1)
    logging.getLogger("torch.utils.cpp_extension").setLevel(logging.ERROR)  # no GPU is wanted
    keep_memory()
    for name in options.model:
        measure(name, options.modes, options)


if __name__ == "__main__":
    main()
