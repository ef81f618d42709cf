#!/usr/bin/env python3
"""Writes published_small.pth, a checkpoint of a small NCSN++ as the published training saves it, and
published_small.safetensors, what the network gives:

    build/torch-peer/bin/python tests/checkpoint/make_published_small.py [folder]

The checkpoint is the dictionary {optimizer, model, ema, step} after two steps of Adam. Names in
`model` begin with "module.", as DataParallel makes them; `ema` has `shadow_params`, a list in the
order of parameters() without those that are not trained (the Fourier embedding's W).
The other file has x [2,3,16,16] and labels [2] (sigma) in float32; output and output_ema, of the
model's and of the averaged parameters, in float64, computed in float64 from the float32 parameters.
Its metadata has config (JSON), and the names, without "module." and with spaces between them, of
parameters() in order (parameters) and of those of them that are not trained (frozen_parameters).
"""

import dataclasses
import json
import pathlib
import sys

import torch
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "benchmarks/peers"))
from ncsnpp import Config, NCSNpp, draw_parameters  # noqa: E402

CONFIG = Config(image_size=16, nf=4, ch_mult=(1, 2), num_res_blocks=1, attn_resolutions=(8,),
                dropout=0.0, num_scales=10)
STEPS, DECAY = 2, 0.999


def trained(model):
    return [parameter for parameter in model.parameters() if parameter.requires_grad]


def train(model, optimizer, x, labels):
    """A loss that moves every parameter, and the moving average as published: its decay is
    min(DECAY, (1 + n) / (10 + n)) at the n-th update."""
    shadow = [parameter.detach().clone() for parameter in trained(model)]
    for n in range(1, STEPS + 1):
        optimizer.zero_grad()
        (labels[:, None, None, None] * model(x, labels) + x).square().mean().backward()
        optimizer.step()
        decay = min(DECAY, (1 + n) / (10 + n))
        for average, parameter in zip(shadow, trained(model)):
            average.sub_((1 - decay) * (average - parameter.detach()))
    return {"decay": DECAY, "num_updates": STEPS, "shadow_params": shadow}


def published(optimizer):
    """The optimizer's state, with the count of steps a whole number as in the PyTorch of the time."""
    state = optimizer.state_dict()
    for values in state["state"].values():
        values["step"] = int(values["step"])
    return state


@torch.no_grad()
def output(state, shadow, x, labels):
    network = NCSNpp(CONFIG).eval()
    network.load_state_dict(state)
    for parameter, average in zip(trained(network), shadow):
        parameter.copy_(average)
    return network.double()(x.double(), labels.double())


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    torch.manual_seed(0)
    torch.set_num_threads(1)
    network = draw_parameters(NCSNpp(CONFIG), seed=0)
    model = torch.nn.DataParallel(network)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-4, betas=(0.9, 0.999), eps=1e-8)
    x, labels = torch.rand(2, 3, 16, 16), torch.tensor([0.05, 7.0])
    x += labels[:, None, None, None] * torch.randn(x.shape)

    ema = train(model, optimizer, x, labels)
    # Into a stream, so that the archive in the file has the name of the published ones, "archive".
    with open(folder / "published_small.pth", "wb") as file:
        torch.save({"optimizer": published(optimizer), "model": model.state_dict(), "ema": ema,
                    "step": STEPS}, file)

    tensors = {"x": x, "labels": labels,
               "output": output(network.state_dict(), trained(network), x, labels),
               "output_ema": output(network.state_dict(), ema["shadow_params"], x, labels)}
    parameters = dict(network.named_parameters())
    save_file(tensors, folder / "published_small.safetensors", metadata={
        "config": json.dumps(dataclasses.asdict(CONFIG)),
        "parameters": " ".join(parameters),
        "frozen_parameters": " ".join(name for name, parameter in parameters.items()
                                      if not parameter.requires_grad)})


if __name__ == "__main__":
    main()
