#!/usr/bin/env python3
"""Measures the first query after another program had the machine, and the nine after it, for several builds of the command in turn.

    first_queries.py INDEX QUERIES COMMAND ROUNDS LEDE...

QUERIES is a file of queries, one a line, COMMAND one of `lede bench serve`, such as TOP_10. The other program is a copy of the
first build, which answers 200 queries before each round, so that its code and data take the place of those that are measured.
Prints the median of the rounds in microseconds for each build, and how many times as fast as the first it is.
"""

import json
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile


class Server:
    def __init__(self, command, index):
        self.process = subprocess.Popen(
            [command, "bench", "serve", index, "plain"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, command, query):
        self.process.stdin.write(f"{command}\t{query}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())["us"]


def main():
    if len(sys.argv) < 6:
        sys.exit(__doc__)
    index, path, command, rounds, *builds = sys.argv[1:]
    queries = pathlib.Path(path).read_text().splitlines()
    draw = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        # Builds that are copied alike are mapped alike; the linker's own file takes more faults.
        copies = [shutil.copy(build, f"{folder}/{number}") for number, build in enumerate([builds[0], *builds])]
        other, *servers = [Server(copy, index) for copy in copies]
        for server in servers:
            for query in queries:
                server.ask(command, query)
        first, others = [[] for _ in servers], [[] for _ in servers]
        for _ in range(int(rounds)):
            asked = draw.sample(queries, 10)
            for place in draw.sample(range(len(servers)), len(servers)):
                for query in draw.choices(queries, k=200):
                    other.ask(command, query)
                times = [servers[place].ask(command, query) for query in asked]
                first[place].append(times[0])
                others[place].append(statistics.mean(times[1:]))
    for name, times in (("first query", first), ("2nd to 10th", others)):
        medians = [statistics.median(build) for build in times]
        print(name, *(f"{median:8.2f} µs (x{medians[0] / median:.3f})" for median in medians))


main()
