#!/usr/bin/env python3
"""Writes functions.txt: the functions of the command that queries execute, those of the most kinds of queries first.

    make layout

The linker puts the functions of the list side by side (the Makefile passes it on), so that the first query after other
programs had the machine fetches less from memory. Queries of several kinds are asked under valgrind of three indexes of words
drawn with a seed, each query twice; what only the first round executes is of opening and first use, and stays where it is.
A name that the command no longer has does no harm, nor does one that is missing here; a list made anew is only better.

Needs valgrind and objcopy. Usage: layout.py COMMAND MAP, the map as lld writes it with --no-demangle.
"""

import collections
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

DOCUMENTS = 20_000
WORDS = 5_000
QUERIES = 8
COMMANDS = ("COUNT", "TOP_10", "TOP_10_COUNT")
# Much of Swift's library is one section of 1.6 MB, which the linker would move as a whole.
LARGEST_SECTION = 32_768
# What happens between the clock's two readings in `lede bench serve`.
TIMED = ("*11QueryParserV5parse*", "*8SearcherV4best_5limit*")


def make_indexes(command, folder):
    """Words between spaces, English words, and articles with title and body as `lede index` has them."""
    draw = random.Random(1)
    letters = "bcdfghklmnprstvw"
    words = ["".join(draw.choice(letters) + draw.choice("aeiou") for _ in range(2 + i % 3)) for i in range(WORDS)]
    weights = [1 / (rank + 2) for rank in range(WORDS)]
    with open(folder / "plain.jsonl", "w") as plain, open(folder / "articles.jsonl", "w") as articles:
        for number in range(DOCUMENTS):
            text = " ".join(draw.choices(words, weights, k=draw.randrange(20, 300)))
            plain.write(json.dumps({"id": str(number), "text": text}) + "\n")
            title, body = text.split(" ", 8)[:8], text
            articles.write(json.dumps({"id": str(number), "title": " ".join(title), "body": body}) + "\n")
    plain, english, both = (str(folder / name) for name in ("plain", "en", "articles"))
    for arguments in (
        ["bench", "index", str(folder / "plain.jsonl"), plain, "plain", "1"],
        ["bench", "index", str(folder / "articles.jsonl"), english, "en", "1"],
        ["index", str(folder / "articles.jsonl"), "--index", both],
    ):
        subprocess.run([command, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return words, (plain, english, both)


def kinds(words):
    """Queries of each kind, of words that follow each other and so occur together."""
    draw = random.Random(2)
    rare, frequent = words[200:], words[:200]
    forms = ("{0}", "{0} {1}", "+{0} +{1}", "+{0} {1}", "+{0} -{1}", '"{0} {1}"', "{0} {1} {2}", "+{0} +{1} +{2}")
    for form in forms:
        queries = [
            form.format(draw.choice(first), draw.choice(rare), draw.choice(frequent))
            for first in (rare, frequent)
            for _ in range(QUERIES)
        ]
        yield [f"{command}\t{query}\n" for command in COMMANDS for query in queries]


def executed(command, index, lines, folder):
    """How many instructions each function executed while the lines were answered."""
    out = folder / "callgrind.out"
    toggles = [f"--toggle-collect={name}" for name in TIMED]
    subprocess.run(
        ["valgrind", "--tool=callgrind", "--demangle=no", "--collect-atstart=no", *toggles]
        + [f"--callgrind-out-file={out}", command, "bench", "serve", index, "plain"],
        input="".join(lines), text=True, check=True, capture_output=True,
    )
    names, counts = {}, collections.Counter()
    function, is_call = None, False
    for line in open(out):
        if found := re.match(r"(c?fn)=\((\d+)\)(?: ([^'\n]*))?", line):
            kind, number, name = found.groups()
            if name:
                names[number] = name
            if kind == "fn":
                function = number
        elif line.startswith("calls="):
            is_call = True
        elif line[:1] in "0123456789+-*":
            if not is_call:
                counts[names[function]] += int(line.split()[1])
            is_call = False
    return counts


def section_sizes(link_map):
    """For each name the bytes of the sections that have functions of this name."""
    sizes, size = collections.Counter(), 0
    for line in open(link_map):
        if found := re.match(r" *\w+ +\w+ +(\w+) +\d+( +)(.+)", line):
            length, indent, name = found.groups()
            if name.endswith(")"):
                size = int(length, 16)
            elif len(indent) > 9:
                sizes[name] += size
    return sizes


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sizes = section_sizes(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        # valgrind does not read the lines of the debugger that lld writes.
        command = str(folder / "lede")
        subprocess.run(["objcopy", "--strip-debug", sys.argv[1], command], check=True)
        words, indexes = make_indexes(command, folder)
        kind_counts, instructions = collections.Counter(), collections.Counter()
        for index in indexes:
            for lines in kinds(words):
                once = executed(command, index, lines, folder)
                twice = executed(command, index, lines * 2, folder)
                if not twice:
                    sys.exit(f"layout.py: no function named {' or '.join(TIMED)} was called; correct the names in TIMED")
                for function, count in twice.items():
                    if count > once[function]:
                        kind_counts[function] += 1
                        instructions[function] += count - once[function]
    movable = [name for name in kind_counts if 0 < sizes[name] <= LARGEST_SECTION]
    functions = sorted(movable, key=lambda name: (-kind_counts[name], -instructions[name]))
    target = pathlib.Path(__file__).with_name("functions.txt")
    target.write_text("".join(name + "\n" for name in functions))
    print(f"{len(functions)} functions in {target}")


main()
