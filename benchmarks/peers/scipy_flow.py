#!/usr/bin/env python3
"""The workload of flow_and_likelihood in SciPy, in the manner of the published ODE sampler and
likelihood: solve_ivp(method="RK45") over the whole batch, all samples (and their log-densities) in
one vector of float64, one step size for all of them, one probe of signs for the divergence.

"plain" is the field as one writes it: one sample a row, in place, in float64. "tuned" is as fast as
NumPy can be made: coordinates and modes apart, each contiguous, in float32 as the published field.
It starts from the points that `flow_and_likelihood --points=FILE` wrote and is measured by the truth
there, beside which it finds a truth of its own. Writes JSON to the standard output: nanoseconds of
processor time a sample, of every repetition, evaluations, errors.
"""

import argparse
import json
import math
import time

import numpy as np
import scipy
from scipy.integrate import solve_ivp

MODES, RADIUS, VARIANCE, T, EPS, DATA_EPS = 8, 4.0, 0.09, 1.0, 1e-3, 1e-5
ANGLES = 2 * math.pi * np.arange(MODES) / MODES
MEANS = RADIUS * np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)


def coefficients(t):
    """Of dx/dt = keep x + pull centre: keep, pull; slopes and offsets of the modes' logits; and the
    factor of the variance between modes in a derivative of the field."""
    integral = t * (0.1 + 19.9 * t / 2)
    half, alpha = (0.1 + 19.9 * t) / 2, math.exp(-integral / 2)
    v = alpha * alpha * VARIANCE - math.expm1(-integral)
    return (half / v - half, -half * alpha / v, alpha / v * MEANS,
            -alpha / v * alpha / 2 * (MEANS**2).sum(axis=1), -half * (alpha / v)**2)


class Plain:
    """dx/dt of n points and, with a probe e, e^T J e; `exact` has the trace of J in its place."""

    def __init__(self, n, probe=None, exact=False):
        self.n, self.probe, self.exact = n, probe, exact
        self.logits, self.column = np.empty((n, MODES)), np.empty((n, 1))
        if probe is not None:
            self.along = probe @ MEANS.T

    def __call__(self, t, y):
        n, r, column = self.n, self.logits, self.column
        keep, pull, slopes, offsets, bend = coefficients(t)
        x, derivative = y[:2 * n].reshape(n, 2), np.empty_like(y)
        np.matmul(x, slopes.T, out=r)
        r += offsets
        np.max(r, axis=1, keepdims=True, out=column)
        r -= column
        np.exp(r, out=r)
        np.sum(r, axis=1, keepdims=True, out=column)
        r /= column
        centre = r @ MEANS
        dxdt = derivative[:2 * n].reshape(n, 2)
        np.multiply(x, keep, out=dxdt)
        dxdt += pull * centre
        if self.exact:
            derivative[2 * n:] = 2 * keep + bend * (r @ (MEANS**2).sum(axis=1)
                                                    - (centre**2).sum(axis=1))
        elif self.probe is not None:
            pulled = r * self.along
            jacobian_probe = pulled @ MEANS
            jacobian_probe -= centre * pulled.sum(axis=1, keepdims=True)
            jacobian_probe *= bend
            jacobian_probe += keep * self.probe
            np.einsum("ij,ij->i", jacobian_probe, self.probe, out=derivative[2 * n:])
        return derivative


class Tuned:
    """The same, in any precision."""

    def __init__(self, n, probe=None, exact=False, real=np.float32):
        self.n, self.probe, self.exact, self.real = n, probe, exact, real
        self.x, self.weights = np.ones((3, n), real), np.empty((MODES, 3), real)
        self.logits, self.products = np.empty((MODES, n), real), np.empty((MODES, n), real)
        self.row, self.other = np.empty(n, real), np.empty(n, real)
        sums = [MEANS.T, np.ones((1, MODES))]
        if exact:
            sums += [(MEANS**2).sum(axis=1)[None]]
        self.means = np.concatenate(sums).astype(real)
        self.sums = np.empty((len(self.means), n), real)
        if probe is not None:
            self.e = probe.T.astype(real, order="C")
            self.along_squared = ((MEANS @ probe.T)**2).astype(real)

    def __call__(self, t, y):
        n, logits, row, sums = self.n, self.logits, self.row, self.sums
        keep, pull, self.weights[:, :2], self.weights[:, 2], bend = coefficients(t)
        derivative = np.empty_like(y)
        x = self.x[:2]
        x[:] = y[:2 * n].reshape(n, 2).T
        np.matmul(self.weights, self.x, out=logits)
        np.maximum(logits[0], logits[1], out=row)
        for k in range(2, MODES):
            np.maximum(row, logits[k], out=row)
        logits -= row
        if self.real == np.float32:
            np.maximum(logits, self.real(-80), out=logits)  # a denormal weight costs far more
        np.exp(logits, out=logits)
        np.matmul(self.means, logits, out=sums)
        np.divide(1, sums[2], out=row)
        centre = sums[:2]
        centre *= row
        if self.exact:
            sums[3] *= row
            sums[3] -= centre[0]**2
            sums[3] -= centre[1]**2
            derivative[2 * n:] = 2 * keep + bend * sums[3]
        elif self.probe is not None:  # of r_k the variance of e . m_k
            np.multiply(logits, self.along_squared, out=self.products)
            np.sum(self.products, axis=0, out=self.other)
            self.other *= row
            np.multiply(centre, self.e, out=self.products[:2])
            np.add(self.products[0], self.products[1], out=row)
            row *= row
            self.other -= row
            self.other *= self.real(bend)
            np.add(self.other, 2 * keep, out=derivative[2 * n:])
        x *= self.real(keep)
        centre *= self.real(pull)
        x += centre
        derivative[:2 * n].reshape(n, 2).T[:] = x
        return derivative


def solve(field, start, span, tolerance, repetitions=1):
    nanoseconds = []
    for _ in range(repetitions):
        begun = time.process_time()
        solution = solve_ivp(field, span, start, method="RK45", rtol=tolerance, atol=tolerance)
        nanoseconds.append((time.process_time() - begun) / field.n * 1e9)
    return solution.y[:, -1], {"ns_per_sample": nanoseconds, "nfe": solution.nfev}


def samples(field, normals, tolerance, repetitions=1):
    y, entry = solve(field, normals.ravel(), (T, EPS), tolerance, repetitions)
    return y.reshape(field.n, 2), entry


def densities(field, data, tolerance, repetitions=1):
    n = field.n
    start = np.concatenate([data.ravel(), np.zeros(n)])
    y, entry = solve(field, start, (DATA_EPS, T), tolerance, repetitions)
    z = y[:2 * n].reshape(n, 2)
    return y[2 * n:] - math.log(2 * math.pi) - (z**2).sum(axis=1) / 2, entry


def with_error(found, truth):
    value, entry = found
    error = (np.linalg.norm(value - truth, axis=1) if truth.ndim == 2 else np.abs(value - truth))
    return entry | {"rms_error": math.sqrt((error**2).mean()), "max_error": error.max()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("points", help="the file that flow_and_likelihood --points=FILE wrote")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--accuracy", action="store_true",
                        help="errors at tolerances of 1e-3 to 1e-8 too, and the truth once more")
    options = parser.parse_args()
    rows = np.fromfile(options.points).reshape(-1, 5)
    normals, true_samples, true_densities = rows[:, :2].copy(), rows[:, 2:4], rows[:, 4]
    data = true_samples.astype(np.float32).astype(float)
    n = len(rows)
    probe = np.random.Generator(np.random.SFC64(77)).choice([-1.0, 1.0], size=(n, 2))

    report = {}
    for manner, Field in ("plain", Plain), ("tuned", Tuned):
        report[f"sampling {manner}"] = with_error(
            samples(Field(n), normals, 1e-5, options.repetitions), true_samples)
        report[f"likelihood one probe {manner}"] = with_error(
            densities(Field(n, probe), data, 1e-5, options.repetitions), true_densities)
        report[f"likelihood exact {manner}"] = with_error(
            densities(Field(n, exact=True), data, 1e-5, options.repetitions), true_densities)
    if options.accuracy:
        flow, exact = Tuned(n, real=float), Tuned(n, exact=True, real=float)
        for digits in range(3, 9):
            report[f"accuracy {digits}"] = with_error(
                samples(flow, normals, 10.0**-digits), true_samples)
            report[f"likelihood accuracy {digits}"] = with_error(
                densities(exact, data, 10.0**-digits), true_densities)
        report["truth"] = with_error(samples(flow, normals, 1e-12), true_samples)
        report["likelihood truth"] = with_error(densities(exact, data, 1e-12), true_densities)
    print(json.dumps({"numpy": np.__version__, "scipy": scipy.__version__, "entries": report}))


if __name__ == "__main__":
    main()
