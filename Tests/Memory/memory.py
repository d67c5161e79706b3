#!/usr/bin/env python3
"""Peak memory of the command as it is built for use: indexing input of many shapes, and asking the worst queries.

    memory.py LEDE [MEGABYTES] [--memory 64,128,512] [--shapes NAME,…]

Makes MEGABYTES of each shape (default 100), indexes it with each --memory, in a temporary folder, and prints the peak of
the process's own memory and of all resident memory of each run: on Linux `RssAnon`, looked at every few milliseconds, as pages
of mapped files are the system's to take back; elsewhere all resident memory twice. Ends with status 1 where the former is above
what was given.
"""
import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time

LETTERS = "abcdefghijklmnopqrstuvwxyz"
HAN = [chr(c) for c in range(0x4E00, 0x5200)]
HANGUL = [chr(c) for c in range(0xAC00, 0xB000)]
WORDS = {
    "en": "the of and to in that for was with said from have were been they new year school river council vote".split(),
    "de": "der die und das nicht mit auf für von sich dem werden einer Schule Straße Fluss Größe über".split(),
    "fr": "le la les des une est dans pour que avec été école élève rivière où même après".split(),
    "ru": "и в не на что он как это школа река город совет год после".split(),
    "ar": "في من على أن إلى التي المدرسة النهر المدينة كان بعد".split(),
    "es": "el la los que de y en un ser se no haber por con su para escuela río ciudad".split(),
}
random.seed(7)


def word(count):
    return "".join(random.choices(LETTERS, k=count))


def prose(count, words=None):
    rare = [word(8) for _ in range(count // 20 + 1)]
    common = words or WORDS["en"]
    return " ".join(random.choice(common) if random.random() < 0.8 else random.choice(rare) for _ in range(count))


def counted(make):
    """Records made of their number until there are enough bytes."""

    def records(size):
        done = number = 0
        while done < size:
            line = json.dumps(make(number), ensure_ascii=False) + "\n"
            done += len(line.encode())
            number += 1
            yield line

    return records


def distinct(number, words):
    return {"id": str(number), "body": " ".join("%s%09x" % (LETTERS[j % 26], number * words + j) for j in range(words))}


def short_words(number):
    """Words of five characters, so that as many as possible are in a record, none of them twice."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"

    def text(value):
        name = ""
        for _ in range(5):
            name += digits[value % 36]
            value //= 36
        return name

    return {"id": str(number), "body": " ".join(text((number * 150_000 + j) * 2_654_435_761) for j in range(150_000))}


def language(number):
    name = list(WORDS)[number % len(WORDS)]
    return {"id": str(number), "body": prose(400, WORDS[name])}


def fields(number):
    return {"id": str(number), "body": "x", **{"k%d_%d" % (number, j): j for j in range(500)}}


SHAPES = {
    "prose": counted(
        lambda n: {"id": str(n), "date": "2017-02-%02d" % (n % 28 + 1), "title": prose(8), "body": prose(600)}),
    "tiny records": counted(lambda n: {"id": str(n), "body": "a%d b" % (n % 1000)}),
    "small records of distinct words": counted(lambda n: distinct(n, 250)),
    "records of 900 KB of distinct words": counted(lambda n: distinct(n, 80_000)),
    "records of 900 KB of short distinct words": counted(short_words),
    "a keyword each, all different": counted(lambda n: {"id": str(n), "body": "x", "section": word(20)}),
    "90,000 keywords a record": counted(
        lambda n: {"id": str(n), "body": "x", "section": ["%x" % (n * 90_000 + j) for j in range(90_000)]}),
    "keywords of 400 KB": counted(lambda n: {"id": str(n), "body": "x", "section": word(10) * 40_000}),
    "five keywords each": counted(lambda n: {"id": str(n), "body": "x", "source": [word(20) for _ in range(5)]}),
    "ids of 3,600 bytes": counted(lambda n: {"id": word(60) * 60 + str(n), "body": "x y"}),
    "distinct names of values": counted(fields),
    "60,000 names of values a record": counted(
        lambda n: {"id": str(n), "body": "x", **{"%x" % (n * 60_000 + j): j for j in range(60_000)}}),
    "Chinese and Korean": counted(
        lambda n: {"id": str(n), "body": "".join(random.choices(HAN if n % 2 else HANGUL, k=3000))}),
    "six languages": counted(language),
}
SCHEMAS = {"six languages": {"fields": [{"name": "body", "analyzer": "multilingual"}]}}
# Of inputs of little text and many entries, a part.
SHARES = {"distinct names of values": 4, "60,000 names of values a record": 2}


def run(*command):
    """The exit status, the peaks of its own and of all memory in MB, and the seconds."""
    start = time.time()
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execv(command[0], command)
    own = 0
    while True:
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            break
        own = max(own, own_memory(pid))
        time.sleep(0.005)
    resident = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return os.waitstatus_to_exitcode(status), own if own else resident, resident, time.time() - start


def own_memory(pid):
    """In MB; 0 where the system does not say."""
    try:
        with open(f"/proc/{pid}/status") as file:
            return next((int(line.split()[1]) / 1024 for line in file if line.startswith("RssAnon")), 0)
    except OSError:
        return 0


def index(lede, folder, shape, megabytes, memories):
    path = os.path.join(folder, "input.jsonl")
    with open(path, "w") as file:
        file.writelines(SHAPES[shape]((megabytes << 20) // SHARES.get(shape, 1)))
    options = []
    if shape in SCHEMAS:
        schema = os.path.join(folder, "schema.json")
        with open(schema, "w") as file:
            json.dump(SCHEMAS[shape], file)
        options = ["--schema", schema]
    above = 0
    cells = []
    for memory in memories:
        place = os.path.join(folder, "index")
        shutil.rmtree(place, ignore_errors=True)
        given = ["--index", place, "--memory", f"{memory}MB", "--quiet"]
        status, peak, resident, seconds = run(lede, "index", path, *given, *options)
        # The same once more: each id is looked up, and nothing is written. Then all is replaced, and all is deleted.
        again = run(lede, "index", path, *given)
        deleted = run(lede, "delete", "--query", "*", "--index", place)
        bad = status != 0 or again[0] != 0 or deleted[0] != 0
        worst = max(peak, again[1])
        above += worst > memory or bad
        cells.append(f"{peak:.0f} ({resident:.0f}), {again[1]:.0f}, {deleted[1]:.0f}{' FAILED' if bad else ''}")
        print(f"  {shape}, {memory} MB: {peak:.0f} MB, {resident:.0f} with files, in {seconds:.0f} s; again {again[1]:.0f}; "
              f"deleting all {deleted[1]:.0f}", file=sys.stderr, flush=True)
    print(f"| {shape} | " + " | ".join(cells) + " |", flush=True)
    return above


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("lede")
    parser.add_argument("megabytes", type=int, nargs="?", default=100)
    parser.add_argument("--memory", default="64,128,512")
    parser.add_argument("--shapes")
    options = parser.parse_args()
    lede = os.path.abspath(options.lede)
    memories = [int(text) for text in options.memory.split(",")]
    shapes = options.shapes.split(",") if options.shapes else list(SHAPES)
    print("| shape | " + " | ".join(f"--memory {memory}MB" for memory in memories) + " |")
    print("|---" * (1 + len(memories)) + "|", flush=True)
    above = 0
    folder = tempfile.mkdtemp(prefix="lede-memory-")
    try:
        for shape in shapes:
            above += index(lede, folder, shape, options.megabytes, memories)
    finally:
        shutil.rmtree(folder)
    if above:
        sys.exit(f"{above} runs took more memory than they were given, or failed")


main()
