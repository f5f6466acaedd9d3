#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PHOLD of bench/phold.h on SimPy, without processes: bare timeouts with a callback, which is SimPy's fastest way.

    phold-simpy.py PENDING EVENTS

Prints WORK CPU_SECONDS PEAK_KB -; the random numbers are Python's own."""
import random
import resource
import sys
import time

import simpy


def main(n, events):
    environment = simpy.Environment()
    draw, visits, last = random.Random(1), [0] * n, [0.0] * n
    exponential, uniform = draw.expovariate, draw.random
    timeout = environment.timeout

    def visit(event):
        place = event._value
        visits[place] += 1
        last[place] = environment.now
        timeout(exponential(1.0), int(uniform() * n)).callbacks.append(visit)

    for place in range(n):
        timeout(exponential(1.0), place).callbacks.append(visit)
    environment.run(until=2.0)
    before, start = sum(visits), time.process_time()
    environment.run(until=2.0 + events / n)
    cpu = time.process_time() - start
    print(sum(visits) - before, f"{cpu:.6f}", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "-")


main(int(sys.argv[1]), int(sys.argv[2]))
