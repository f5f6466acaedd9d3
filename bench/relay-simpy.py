#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The relay job of bench/relay.h on SimPy, a process for each member.

    relay-simpy.py MEMBERS GROUPS const|exp

Prints WORK CPU_SECONDS PEAK_KB -; the random numbers are Python's own."""
import random
import resource
import sys
import time

import simpy

HOPS_DOWN, HOPS_UP = 5, 6
GAP, THINK, HOP = 0.5, 2.0, 0.005


def main(members, groups, hops):
    environment = simpy.Environment()
    timeout, exponential = environment.timeout, random.Random(1).expovariate
    seen, last = [0] * (members * groups), [0.0] * (members * groups)

    def hop():
        return HOP if hops == "const" else exponential(1 / HOP)

    def visit(member):
        seen[member] += 1
        last[member] = environment.now

    def leg(member):
        for _ in range(HOPS_DOWN):
            yield timeout(hop())
            visit(member)
        yield timeout(exponential(1 / THINK))
        visit(member)
        for _ in range(HOPS_UP):
            yield timeout(hop())
            visit(member)

    def group(number):
        yield timeout(number * GAP)
        for member in range(number * members, (number + 1) * members):
            environment.process(leg(member))

    for number in range(groups):
        environment.process(group(number))
    start = time.process_time()
    environment.run()
    cpu = time.process_time() - start
    print(sum(seen) + groups, f"{cpu:.6f}", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "-")


main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
