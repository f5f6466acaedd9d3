#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares cpmsim under overload with second_opinion.py, which shares no code with it and is given the same arrival times.

usage: check-second-opinion.py CPMSIM [--page FILE] [--break service|t1|2xx|memory]
  --page    writes the table as a page
  --break   the second opinion is made wrong: service 3 % longer, T1 of 550 ms, a 2xx that is not repeated, the rate of service measured
            over the last interval only; it must end with 1
exit code: 0 all agree, 1 they do not, 2 wrong usage or cpmsim failed
"""
import argparse
import csv
import math
import pathlib
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True          # the sources may be read-only
import second_opinion  # noqa: E402
from second_opinion import SECOND, Network  # noqa: E402

SERVER = "CPM Conversation Server"
LAST_ARRIVAL = {"none": 30, "reject": 120}      # seconds of load; without control the collapse is complete by then
INCONCLUSIVE = 3                                # cpmsim: the run was stopped, not every rule could be judged
CAPACITY = 50                                   # sessions a second: ten times 2 ms each

# control, transport, load as a multiple of the capacity
POINTS = [
    ("none", "udp", 0.5), ("none", "udp", 0.9), ("none", "udp", 1.0), ("none", "udp", 1.5), ("none", "udp", 2.0), ("none", "udp", 3.0),
    ("none", "tcp", 0.9), ("none", "tcp", 1.0), ("none", "tcp", 2.0), ("none", "tcp", 3.0),
    ("reject", "udp", 0.9), ("reject", "udp", 1.0), ("reject", "udp", 1.5), ("reject", "udp", 2.0), ("reject", "udp", 3.0),
    ("reject", "tcp", 1.5), ("reject", "tcp", 2.0), ("reject", "tcp", 3.0),
]

# Nothing is random where the arrivals are given, so counts must be equal, and means but for the rounding of their sums.
ROUNDING = 1e-9
QUANTITIES = ("successes", "2xx at A", "INVITEs", "messages", "utilisation", "mean present")

SCENARIO = """version: 1
links:
  access: {{latency: {times.ACCESS} ns, transport: {transport}}}
  core: {{latency: {times.CORE_LINK} ns, transport: {transport}}}
sip: {{transactions: full, trying: at_once}}
stations:
  core: {{service: {times.CORE_TIME} ns, servers: 100}}
  cs: {{service: {times.SERVICE} ns, overload: {{control: {control}}}}}
focus: {{answer: first_accept, session_expires: off}}
groups:
  pair:
    - {{name: B, client: cpm, answer: {{accept_after: 1 s}}}}
sessions:
  - {{group: pair, arrivals: {{file: arrivals.csv}}, patience: 10 s, duration: 5 s, texts: {{inviter: 0}}}}
stop: {{at: {end} s}}
"""

BREAKS = {
    "service": {"service": round(1.03 * second_opinion.SERVICE)},
    "t1": {"t1": 550_000_000},
    "2xx": {"repeat_2xx": False},
    "memory": {"memory": 0},
}


def seconds(time):
    return f"{time // SECOND}.{time % SECOND:09d}"


def arrivals(load, last, seed=1):
    """Poisson arrivals for @last seconds; ns."""
    draw, time, times = random.Random(seed), 0.0, []
    while True:
        time += draw.expovariate(load * CAPACITY)
        if time > last:
            return times
        times.append(round(time * SECOND))


def run_tool(program, begins, transport, control):
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        (directory / "arrivals.csv").write_text("at_s\n" + "".join(seconds(begin) + "\n" for begin in begins))
        scenario = directory / "point.yaml"
        scenario.write_text(SCENARIO.format(transport=transport, control=control, end=seconds(begins[-1]), times=second_opinion))
        run = subprocess.run([program, "run", "-q", "--no-plots", str(scenario), "-o", str(directory / "out")],
                             capture_output=True, text=True, check=False)
        metrics = directory / "out" / "metrics.csv"
        if run.returncode not in (0, INCONCLUSIVE) or not metrics.exists():
            print(f"{program} ended with {run.returncode}\n{run.stdout}{run.stderr}")
            sys.exit(2)
        with metrics.open(newline="") as lines:
            return {(row["metric"], row["box"], row["class"], row["stat"]): float(row["value"]) for row in csv.DictReader(lines)}


def of_tool(metrics):
    received = {kind: value for (metric, box, kind, stat), value in metrics.items()
                if metric == "messages_received" and box == SERVER and stat == "count"}
    return {
        "successes": round(metrics["load", "", "", "goodput"] * metrics["load", "", "", "window"]),
        "2xx at A": metrics["sessions", "", "", "established"],
        "INVITEs": received["INVITE"],
        "messages": sum(received.values()),
        "utilisation": metrics["station", SERVER, "", "utilisation"],
        "mean present": metrics["station", SERVER, "", "mean present"],
    }


def of_second_opinion(network):
    return {
        "successes": len(network.successes) - 1,        # load.goodput leaves out the first attempt, which here always succeeds
        "2xx at A": network.joined,
        "INVITEs": network.taken["INVITE"],
        "messages": sum(count for name, count in network.taken.items() if not name.startswith("turn")),
        "utilisation": network.busy_time / network.end,
        "mean present": network.present_time / network.end,
    }


def off(tool, second):
    return 0.0 if tool == second else abs(tool - second) / second if second else math.inf


def compare(arguments):
    """Rows of the table; each ends with whether the point agrees."""
    rows = []
    wrong = BREAKS.get(arguments.broken, {})
    for control, transport, load in POINTS:
        begins = arrivals(load, LAST_ARRIVAL[control])
        tool = of_tool(run_tool(arguments.program, begins, transport, control))
        second = of_second_opinion(Network(begins, begins[-1], transport, control, **wrong).run())
        good = {quantity: off(tool[quantity], second[quantity]) <= ROUNDING for quantity in QUANTITIES}
        cells = [f"{tool[quantity]:.9g} / {second[quantity]:.9g}" + ("" if good[quantity] else " (!)") for quantity in QUANTITIES]
        agrees = all(good.values())
        rows.append((control, transport, load, cells, agrees))
        print(f"{control:6} {transport} {load:3.1f}  " + "".join(f"{cell:28}" for cell in cells) + ("agrees" if agrees else "DISAGREES"),
              flush=True)
    return rows


def page(rows):
    lines = [
        "# Overload, by two programs", "",
        "Made by `make validate`: `tests/second_opinion.py` and cpmsim, given the same arrivals.",
        f"{LAST_ARRIVAL['none']} s of load from an empty network, {LAST_ARRIVAL['reject']} s with rejection;",
        "each cell is cpmsim / second opinion, over the whole run.",
        f"{sum(row[4] for row in rows)} of {len(rows)} points agree.",
        "[docs/validation.md](../../docs/validation.md) says what that means.", "",
        "| control | transport | load | " + " | ".join(QUANTITIES) + " | |",
        "|---|---|---|" + "---|" * len(QUANTITIES) + "---|",
    ]
    for control, transport, load, cells, agrees in rows:
        lines.append(f"| {control} | {transport} | {load} | " + " | ".join(cells) + (" | agrees |" if agrees else " | **disagrees** |"))
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--page")
    parser.add_argument("--break", dest="broken", choices=BREAKS)
    arguments = parser.parse_args()
    print("control, transport, load; cpmsim / second opinion: " + ", ".join(QUANTITIES))
    rows = compare(arguments)
    if arguments.page:
        pathlib.Path(arguments.page).write_text(page(rows))
    agree = sum(row[4] for row in rows)
    print(f"{agree} of {len(rows)} points agree")
    return agree != len(rows)


if __name__ == "__main__":
    sys.exit(main())
