#!/usr/bin/env python3
"""Reads a safetensors file of the library's with the safetensors package and says what is in it."""

import sys

from safetensors import safe_open

with safe_open(sys.argv[1], "np") as file:
    print(dict(sorted(file.metadata().items())))
    for name in sorted(file.keys()):
        tensor = file.get_tensor(name)
        print(name, tensor.dtype, tensor.shape, tensor.ravel().tolist())
