#!/usr/bin/env python3
"""Workload W1 and its predictor-corrector form in NumPy, on one thread, in float32 and in place.

"plain" is the loop as one writes it: the whole batch, one sample a row, every operation in place.
"tuned" is as fast as NumPy can be made: coordinates and modes apart, each contiguous, in blocks of
samples that stay in the cache; its variants are tried on a few steps and the fastest is timed.
Writes JSON to the standard output: nanoseconds of processor time per sample and step, of every
repetition.
"""

import argparse
import json
import math
import time

import numpy as np

MODES, RADIUS, VARIANCE, EPS, SNR = 8, 4.0, 0.09, 1e-3, 0.16
ANGLES = 2 * math.pi * np.arange(MODES) / MODES
MEANS = RADIUS * np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)


def plan(steps):
    """Of every step: logits = weights @ (x, y, 1), then the coefficients of score and predictor."""
    h = (1 - EPS) / steps
    for i in range(steps):
        t = 1 - i * h
        beta, integral = 0.1 + 19.9 * t, t * (0.1 + 19.9 * t / 2)
        alpha = math.exp(-integral / 2)
        v = alpha * alpha * VARIANCE - math.expm1(-integral)
        weights = np.empty((MODES, 3), np.float32)
        weights[:, :2] = alpha / v * MEANS
        weights[:, 2] = -alpha / v * alpha / 2 * (MEANS**2).sum(axis=1)
        noise = 0.0 if i == steps - 1 else math.sqrt(beta * h)
        yield (weights, np.float32(alpha / v), np.float32(1 / v), np.float32(1 + beta * h / 2),
               np.float32(beta * h), np.float32(noise))


class PlainScore:
    """The score of a batch x of shape (n, 2) into `out`."""

    def __init__(self, n):
        self.logits = np.empty((n, MODES), np.float32)
        self.column = np.empty((n, 1), np.float32)
        self.scaled = np.empty((n, 2), np.float32)
        self.means = MEANS.astype(np.float32)

    def __call__(self, weights, attraction, precision, x, out):
        logits, column = self.logits, self.column
        np.matmul(x, weights[:, :2].T, out=logits)
        logits += weights[:, 2]
        np.max(logits, axis=1, keepdims=True, out=column)
        logits -= column
        np.exp(logits, out=logits)
        np.sum(logits, axis=1, keepdims=True, out=column)
        np.matmul(logits, self.means, out=out)
        np.divide(attraction, column, out=column)
        out *= column
        np.multiply(x, precision, out=self.scaled)
        out -= self.scaled


class TunedScore:
    """The score of a block x of shape (3, n), whose last row is 1, into `out` of shape (2, n)."""

    def __init__(self, n, form):
        self.logits = np.empty((MODES, n), np.float32)
        self.largest = np.empty(n, np.float32)
        self.sums = np.empty((3, n), np.float32)
        self.row = np.empty(n, np.float32)
        self.means = np.concatenate([MEANS.T, np.ones((1, MODES))]).astype(np.float32)
        self.form = form

    def __call__(self, weights, attraction, precision, x, out):
        logits, largest, sums, row = self.logits, self.largest, self.sums, self.row
        if self.form == "products":
            np.matmul(weights, x, out=logits)
        else:
            for k in range(MODES):
                np.multiply(x[0], weights[k, 0], out=logits[k])
                np.multiply(x[1], weights[k, 1], out=row)
                np.add(logits[k], row, out=logits[k])
                np.add(logits[k], weights[k, 2], out=logits[k])
        np.maximum(logits[0], logits[1], out=largest)
        for k in range(2, MODES):
            np.maximum(largest, logits[k], out=largest)
        np.subtract(logits, largest, out=logits)
        np.maximum(logits, np.float32(-80), out=logits)  # a denormal weight costs far more
        np.exp(logits, out=logits)
        if self.form == "products":
            np.matmul(self.means, logits, out=sums)
        else:
            for d in range(2):
                np.multiply(logits[0], self.means[d, 0], out=sums[d])
                for k in range(1, MODES):
                    np.multiply(logits[k], self.means[d, k], out=row)
                    np.add(sums[d], row, out=sums[d])
            np.add(logits[0], logits[1], out=sums[2])
            for k in range(2, MODES):
                np.add(sums[2], logits[k], out=sums[2])
        np.divide(attraction, sums[2], out=row)
        np.multiply(sums[:2], row, out=out)
        np.multiply(x[:2], precision, out=sums[:2])
        np.subtract(out, sums[:2], out=out)


def mean_norm(x, axis, buffer):
    np.multiply(x, x, out=buffer)
    norms = buffer.sum(axis=axis)
    np.sqrt(norms, out=norms)
    return norms.mean()


def sample(samples, steps, variant, corrector, seed=77):
    """One block after the other, all steps; Langevin takes its norms over a block."""
    form, block = variant
    draw = np.random.Generator(np.random.SFC64(seed)).standard_normal
    numbers = list(plan(steps))
    result = np.empty((2, samples), np.float32)
    if form == "plain":
        score, axis, shape = PlainScore(block), 1, (block, 2)
        x = point = np.empty(shape, np.float32)
    else:
        score, axis, shape = TunedScore(block, form), 0, (2, block)
        x = np.ones((3, block), np.float32)
        point = x[:2]
    z, s, buffer = (np.empty(shape, np.float32) for _ in range(3))
    for first in range(0, samples, block):
        draw(dtype=np.float32, out=z)
        point[:] = z
        for weights, attraction, precision, keep, pull, noise in numbers:
            if corrector:
                score(weights, attraction, precision, x, s)
                draw(dtype=np.float32, out=z)
                ratio = np.float32(SNR) * mean_norm(z, axis, buffer) / mean_norm(s, axis, buffer)
                np.multiply(s, 2 * ratio * ratio, out=s)
                np.add(point, s, out=point)
                np.multiply(z, 2 * ratio, out=z)
                np.add(point, z, out=point)
            score(weights, attraction, precision, x, s)
            draw(dtype=np.float32, out=z)
            np.multiply(point, keep, out=point)
            np.multiply(s, pull, out=s)
            np.add(point, s, out=point)
            np.multiply(z, noise, out=z)
            np.add(point, z, out=point)
        result[:, first:first + block] = point.T if form == "plain" else point
    return result


def nanoseconds(samples, steps, variant, corrector):
    start = time.process_time()
    x = sample(samples, steps, variant, corrector)
    return (time.process_time() - start) / (samples * steps) * 1e9, x


def fastest(samples, corrector):
    variants = [(form, block) for form in ("products", "rows")
                for block in (1024, 2048, 4096, 8192, 16384, 32768)
                if samples % block == 0]
    return min(variants, key=lambda v: min(nanoseconds(32768, 20, v, corrector)[0]
                                           for _ in range(2)))


def law(x):
    """The standard deviation within modes, and the chi-square of their counts (7 degrees)."""
    nearest = np.rint(np.arctan2(x[1], x[0]) / (math.pi / 4)).astype(int) % MODES
    away = x - MEANS[nearest].T
    expected = x.shape[1] / MODES
    counts = np.bincount(nearest, minlength=MODES)
    return {"in_mode_deviation": float(np.sqrt((away.astype(float)**2).mean())),
            "chi_square": float(((counts - expected)**2 / expected).sum())}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=98304)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--repetitions", type=int, default=1)
    options = parser.parse_args()

    report = {"numpy": np.__version__}
    for workload, corrector in ("w1", False), ("pc", True):
        for manner in "plain", "tuned":
            variant = (("plain", options.samples) if manner == "plain"
                       else fastest(options.samples, corrector))
            runs = [nanoseconds(options.samples, options.steps, variant, corrector)
                    for _ in range(options.repetitions)]
            report[f"{workload}_{manner}"] = {"ns_per_sample_step": [ns for ns, _ in runs],
                                              "variant": variant, **law(runs[0][1])}
    print(json.dumps(report))


if __name__ == "__main__":
    main()
