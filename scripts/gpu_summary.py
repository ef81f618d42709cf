#!/usr/bin/env python3
"""The results of scripts/gpu-report as tables: each number beside what it is compared with."""

import json
import pathlib
import sys


def main():
    lines = [json.loads(line) for line in pathlib.Path(sys.argv[1]).read_text().splitlines()]
    runs = [line for line in lines if "name" in line]
    core = next((r["ns_per_sample_step"] for r in runs if r["name"] == "w1 one core float"), None)
    steps = [r for r in runs if "ns_per_sample_step" in r]
    if steps:
        print("| workload | ns a sample-step | one core / this | of the special-function limit | "
              "of the FMA limit |\n|---|---|---|---|---|")
    for run in steps:
        faster = f"{core / run['ns_per_sample_step']:.0f}" if core else ""
        limits = [f"{100 * run[k]:.0f} %" if k in run else "" for k in
                  ("of_special_function_limit", "of_fma_limit")]
        print(f"| {run['name']} | {run['ns_per_sample_step']:.4g} | {faster} | {' | '.join(limits)} |")
    ours = [r for r in runs if r["name"] == "ncsnpp"]
    python = [r for r in runs if r["name"] == "ncsnpp in Python"]
    if ours:
        print("\n| NCSN++, steps a second | batch | ours, eager | captured | Python's best | ours / Python |"
              "\n|---|---|---|---|---|---|")
    for mode in "float32", "tf32", "bfloat16":
        for batch in 1, 8, 64:
            def best(rows, **wanted):
                found = [r["steps_a_second"] for r in rows
                         if r["mode"] == mode and r["batch"] == batch
                         and all(r[k] == v for k, v in wanted.items())]
                return max(found, default=None)
            eager, graph = best(ours, calls="eager"), best(ours, calls="captured")
            theirs = best(python)
            if eager or graph:
                ratio = max(filter(None, (eager, graph))) / theirs if theirs else float("nan")
                print(f"| {mode} | {batch} | {eager or 0:.4g} | {graph or 0:.4g} | {theirs or 0:.4g} | "
                      f"{ratio:.2f} |")


if __name__ == "__main__":
    main()
