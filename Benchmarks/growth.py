#!/usr/bin/env python3
"""Measures how query times grow with the corpus, and draws it.

    growth.py LEDE CORPUS_TOOL FOLDER [DOCUMENTS]

LEDE is the command, CORPUS_TOOL the built `corpus` of this package, FOLDER takes corpora and indexes (about 4 GB for
the default of 5,000 documents, then 10 and 100 times as many). Queries are drawn from the smallest corpus with a seed,
so each has answers in all three; each is asked several times and its best time kept. Writes growth.svg to FOLDER and a
table to standard output.
"""
import json
import math
import random
import re
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 5
QUERIES_OF_A_KIND = 150
FACTORS = (1, 10, 100)
KINDS = ("one word", "union", "intersection", "phrase")


def draw_queries(corpus, seed=1):
    """Neighbouring words of random places, half of them anywhere, half among the less frequent."""
    draw = random.Random(seed)
    texts = [re.findall(r"[a-z]+", json.loads(line)["body"].lower()) for line in open(corpus)]
    frequencies = {}
    for words in texts:
        for word in set(words):
            frequencies[word] = frequencies.get(word, 0) + 1
    queries = []
    for kind in KINDS:
        found = 0
        while found < QUERIES_OF_A_KIND:
            words = draw.choice(texts)
            length = 1 if kind == "one word" else draw.choice((2, 2, 3))
            place = draw.randrange(max(1, len(words) - length))
            part = words[place : place + length]
            is_topical = all(frequencies[word] < 0.08 * len(texts) for word in part)
            if len(set(part)) < length or (found % 2 == 0 and not is_topical):
                continue
            found += 1
            text = " ".join(part)
            if kind == "intersection":
                text = " ".join("+" + word for word in part)
            elif kind == "phrase":
                text = f'"{text}"'
            queries.append((kind, text))
    return queries


def measure(lede, index, queries, command):
    """The best time of each query in microseconds."""
    best = [math.inf] * len(queries)
    for _ in range(ROUNDS):
        lines = "".join(f"{command}\t{text}\n" for _, text in queries)
        answers = subprocess.run(
            [lede, "bench", "serve", index, "en"], input=2 * lines, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        for place, answer in enumerate(answers):
            place %= len(queries)
            best[place] = min(best[place], json.loads(answer)["us"])
    return best


def first_answer(lede, index, query):
    """Milliseconds of a process that opens the index, answers one query and ends."""
    start = time.perf_counter()
    subprocess.run([lede, "count", query, "--index", index], capture_output=True)
    return 1000 * (time.perf_counter() - start)


def spread(places, distance):
    """The same places, moved down where one would lie on another."""
    moved = list(places)
    last = -math.inf
    for index in sorted(range(len(places)), key=lambda index: places[index]):
        last = moved[index] = max(places[index], last + distance)
    return moved


def draw_plot(path, documents, means):
    """Both axes logarithmic: a line flatter than the diagonal grows slower than the corpus."""
    width, height, left, top = 640, 400, 70, 30
    lowest = min(min(row) for row in means.values()) / 1.5
    highest = max(max(row) for row in means.values()) * 1.5

    def x(count):
        return left + (width - left - 150) * math.log(count / documents[0]) / math.log(documents[-1] / documents[0])

    def y(value):
        return top + (height - top - 50) * (1 - math.log(value / lowest) / math.log(highest / lowest))

    colours = ("#1b6ca8", "#c8553d", "#4a8c5c", "#7d5ba6")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" '
        f'font-size="12"><rect width="{width}" height="{height}" fill="white"/>'
        f'<text x="{left}" y="18">Mean microseconds for the ten best, by documents (both logarithmic)</text>'
    ]
    for count in documents:
        parts.append(
            f'<line x1="{x(count):.1f}" y1="{top}" x2="{x(count):.1f}" y2="{height - 50}" stroke="#ddd"/>'
            f'<text x="{x(count):.1f}" y="{height - 32}" text-anchor="middle">{count:,}</text>'
        )
    tick = 10 ** math.floor(math.log10(lowest))
    while tick < highest:
        if tick > lowest:
            parts.append(
                f'<line x1="{left}" y1="{y(tick):.1f}" x2="{width - 150}" y2="{y(tick):.1f}" stroke="#ddd"/>'
                f'<text x="{left - 8}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:,.0f}</text>'
            )
        tick *= 10
    start = means["union"][0]
    diagonal = [start * count / documents[0] for count in documents]
    shown = [(x(count), y(value)) for count, value in zip(documents, diagonal) if value <= highest]
    if len(shown) > 1:
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in shown)
        parts.append(f'<polyline points="{points}" fill="none" stroke="#999" stroke-dasharray="4 4"/>')
        parts.append(f'<text x="{shown[-1][0] + 6:.1f}" y="{shown[-1][1] + 4:.1f}" fill="#777">as the corpus</text>')
    labels = spread([y(row[-1]) for row in means.values()], 14)
    for colour, label, (kind, row) in zip(colours, labels, means.items()):
        points = " ".join(f"{x(count):.1f},{y(value):.1f}" for count, value in zip(documents, row))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(
            f'<text x="{width - 142}" y="{label + 4:.1f}" fill="{colour}">{kind} {row[-1]:.0f}</text>'
        )
    parts.append("</svg>")
    path.write_text("\n".join(parts) + "\n")


def main():
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    lede, tool, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    smallest = int(sys.argv[4]) if len(sys.argv) == 5 else 5000
    folder.mkdir(parents=True, exist_ok=True)
    documents = [smallest * factor for factor in FACTORS]
    means = {kind: [] for kind in KINDS}
    queries = None
    print("| documents | index, MB | MB/s | " + " | ".join(KINDS) + " | slowest 1 % | cold process, ms |")
    print("|---:|---:|---:|" + "---:|" * (len(KINDS) + 2))
    for count in documents:
        corpus, index = folder / f"{count}.jsonl", folder / f"{count}.index"
        if not corpus.exists():
            with open(corpus, "wb") as output:
                subprocess.run([tool, "--documents", str(count)], stdout=output, check=True)
        if not index.exists():
            built = subprocess.run(
                [lede, "bench", "index", corpus, index, "en", "1"], capture_output=True, text=True, check=True)
            (folder / f"{count}.json").write_text(built.stdout)
        built = json.loads((folder / f"{count}.json").read_text())
        queries = queries or draw_queries(corpus)
        times = measure(lede, index, queries, "TOP_10")
        for kind in KINDS:
            row = [value for value, (of, _) in zip(times, queries) if of == kind]
            means[kind].append(sum(row) / len(row))
        cold = min(first_answer(lede, index, queries[0][1]) for _ in range(5))
        print(
            f"| {count:,} | {built['bytes'] / 1e6:.1f} | {corpus.stat().st_size / 1e6 / built['seconds']:.1f} | "
            + " | ".join(f"{means[kind][-1]:.1f}" for kind in KINDS)
            + f" | {sorted(times)[int(0.99 * len(times))]:.0f} | {cold:.1f} |"
        )
    draw_plot(folder / "growth.svg", documents, means)


if __name__ == "__main__":
    main()
