#!/usr/bin/env python3
"""Sampling with CIFAR-10's NCSN++ on a GPU in PyTorch: the loop of benchmarks/cuda/network_on_gpu.cpp,
steps a second at batch 1, 8 and 64. One JSON object a line. `--compiled` adds torch.compile with
CUDA graphs, which takes minutes to start.
"""

import argparse
import contextlib
import json
import statistics
import time

import torch

from ncsnpp import Config, NCSNpp, draw_parameters

STEPS = 10


@torch.inference_mode()
def sample(call, batch):
    """Reverse diffusion on VE: x + v s + sqrt(v) z, v the difference of the levels' squares."""
    sigmas = torch.logspace(-2, 1.69897, STEPS, device="cuda").flip(0)
    x = torch.randn(batch, 3, 32, 32, device="cuda") * sigmas[0]
    for i in range(STEPS):
        below = sigmas[i + 1] if i + 1 < STEPS else torch.zeros((), device="cuda")
        variance = sigmas[i]**2 - below**2
        score = call(x, sigmas[i].expand(batch))
        x = x + variance * score + variance.sqrt() * torch.randn_like(x)
    return x


def steps_a_second(call, batch):
    sample(call, batch)
    sample(call, batch)
    seconds = []
    for _ in range(5):
        torch.cuda.synchronize()
        start = time.perf_counter()
        sample(call, batch)
        torch.cuda.synchronize()
        seconds.append(time.perf_counter() - start)
    return STEPS / statistics.median(seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--compiled", action="store_true")
    options = parser.parse_args()
    if not torch.cuda.is_available():
        print(json.dumps({"skipped": "no GPU"}))
        return
    for layout in "contiguous", "channels_last":
        network = draw_parameters(NCSNpp(Config()), seed=0).eval().cuda()
        if layout == "channels_last":
            network = network.to(memory_format=torch.channels_last)
        forms = {"eager": network}
        if options.compiled:
            forms["compile"] = torch.compile(network, mode="reduce-overhead", dynamic=False)
        for mode in "float32", "tf32", "bfloat16":
            torch.backends.cuda.matmul.allow_tf32 = mode != "float32"
            torch.backends.cudnn.allow_tf32 = mode != "float32"
            half = (torch.autocast("cuda", torch.bfloat16) if mode == "bfloat16" else
                    contextlib.nullcontext())
            for form, call in forms.items():
                for batch in 1, 8, 64:
                    with half:
                        rate = steps_a_second(call, batch)
                    print(json.dumps({"name": "ncsnpp in Python", "mode": mode, "form": form,
                                      "layout": layout, "batch": batch, "steps_a_second": rate,
                                      "torch": torch.__version__}), flush=True)


if __name__ == "__main__":
    main()
