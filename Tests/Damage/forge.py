#!/usr/bin/env python3
"""Forges segments, checksums and names included, and asks the command, as it is built for use, about them.

usage: forge.py LEDE [CASES [SEED]]

Each case changes one section of a segment: bytes, numbers, pieces of other sections, the same section of another field or of
another index, cut, longer, gone, twice, or read as that of an older format. The checksums are made to fit, the file gets the
name that its content asks for, and a manifest that knows no hash of it. Answers may be other ones then. What is never allowed:
a crash, a hang, more than 4 GB of address space, an error without a place, a repair that leaves anything damaged.
"""
import json
import os
import random
import re
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NO_FIELD = 0xFFFFFFFF
# The minor version of the format.
MINOR = 7
QUERIES = ["sanctuary school", '"safe zones for students"', '="the school"', "immigr*", "sanctary~1", "+school -board",
           "school NEAR/5 board", "date:[2017 TO *]", "a SENTENCE the", "*", '"of the"', "w1 w2",
           "seldom", "+seldom +w1 -w2", '"seldom w1"']
COMMANDS = [["search", query] for query in QUERIES] + [
    ["search", "*", "--newest"], ["search", "*", "--facet", "section", "--histogram", "date:month"],
    ["search", "*", "--collapse", "duplicates"], ["search", "--like", "1"], ["search", "school", "--expand"],
    ["duplicates"], ["export", "--sort", "title"], ["terms", "s"], ["suggest", "s"], ["stats"], ["context", "school"],
    ["timeline", "*", "--by", "month"], ["check"], ["verify"], ["optimize"], ["repair"], ["check"]]


def sections(data):
    """(tag, field, bytes) of each section of a file."""
    count, table = struct.unpack("<I4xQ", data[-32:-16])
    for at in range(table, table + 32 * count, 32):
        tag, field, offset, length = struct.unpack("<4sIQQ", data[at:at + 24])
        yield tag, field, data[offset:offset + length]


def sectioned(parts, minor):
    """A file of such sections, and its name. Its pages have checksums where one of them is for those."""
    out, table = bytearray(b"LEDESEG\n"), b""
    for tag, field, content in parts:
        out += bytes(-len(out) % 8)
        if tag == b"CSUM":
            content = b"".join(struct.pack("<I", zlib.crc32(out[at:at + 8192])) for at in range(0, len(out), 8192))
        table += struct.pack("<4sIQQII", tag, field, len(out), len(content), zlib.crc32(content), 0)
        out += content
    out += bytes(-len(out) % 8)
    footer = struct.pack("<IHHQI", len(parts), 0, minor, len(out), zlib.crc32(table))
    name = 0xCBF29CE484222325
    for byte in table:
        name = (name ^ byte) * 0x100000001B3 % (1 << 64)
    return bytes(out + table + footer + struct.pack("<I", zlib.crc32(footer)) + b"LEDEEND\n"), f"{name:016x}"


def install(index, segment, data, name):
    """Puts a segment in the place of one, and a manifest that names it and knows no hash."""
    manifest = max(file for file in os.listdir(index) if file.endswith(".commit"))
    commit = json.loads(next(sections(read(index, manifest)))[2])
    for entry in commit["segments"]:
        entry.pop("sha256", None)
        if entry["name"] == segment:
            entry["name"] = name
    os.remove(os.path.join(index, segment + ".seg"))
    write(index, name + ".seg", data)
    write(index, manifest, sectioned([(b"COMT", NO_FIELD, json.dumps(commit).encode())], MINOR)[0])


def read(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


def write(folder, name, data):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


def forge(parts, others, choice):
    """Changes a section of those of a segment; says what it did, and the minor version that the file is to have."""
    at = choice.choice([place for place, part in enumerate(parts[:-1]) if part[2]])
    tag, field, content = parts[at]
    content, minor = bytearray(content), MINOR
    place = choice.randrange(len(content))
    kind = choice.choice(["bytes", "number", "piece", "field", "index", "cut", "longer", "gone", "twice", "minor"])
    if kind == "bytes":
        for _ in range(choice.choice([1, 1, 2, 8])):
            content[choice.randrange(len(content))] = choice.choice([0, 1, 0x7F, 0x80, 0xFF, choice.randrange(256)])
    elif kind in ("number", "piece"):
        piece = choice.choice(parts)[2] or b"\xff"
        start = choice.randrange(len(piece))
        number = choice.choice([b"\xff" * 8, b"\xff" * 4, b"\x7f" * 8, bytes(8), b"\x80" * 9 + b"\x01", choice.randbytes(4)])
        new = number if kind == "number" else piece[start:start + choice.randrange(1, 65)]
        content[place:place + len(new)] = new[:len(content) - place]
    elif kind == "field":
        content = choice.choice([part[2] for part in parts if part[0] == tag])
    elif kind == "index":
        content = choice.choice([part[2] for part in others if part[:2] == (tag, field)] or [content])
    elif kind == "cut":
        content = content[:place]
    elif kind == "longer":
        content += bytes(choice.choice([1, 8, 4096]))
    elif kind == "minor":
        minor = choice.randrange(MINOR)
    parts[at] = (tag, field, bytes(content))
    if kind == "gone":
        del parts[at]
    elif kind == "twice":
        parts.insert(at, (tag, field, bytes(reversed(content))))
    return f"{kind} in {tag.decode()}/{field}", minor


def main():
    lede, cases, seed = sys.argv[1], int((sys.argv + [100])[2]), int((sys.argv + [0, 1])[3])
    choice = random.Random(seed)
    wrong, statuses = [], {}

    def run(*arguments):
        limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        process = subprocess.run([lede, *arguments], capture_output=True, timeout=60, preexec_fn=limit)
        return process.returncode, process.stderr.decode(errors="replace")

    with tempfile.TemporaryDirectory() as folder:
        indexes, forged = [folder + "/articles", folder + "/words"], folder + "/forged"
        # Enough documents for blocks of each kind and pairs of frequent words.
        with open(folder + "/words.jsonl", "w") as file:
            for number in range(1200):
                words = " ".join(f"w{min(choice.randrange(3000), choice.randrange(3000))}" for _ in range(30))
                if choice.randrange(8) == 0:
                    words = "seldom " * (1 + choice.randrange(4)) + words
                file.write(json.dumps({"id": f"{number}", "date": f"2017-{number % 12 + 1:02}", "title": "of the school",
                                       "section": f"s{number % 9}", "body": "of the " + words}) + "\n")
        for source, index in zip([ROOT + "/seeds", folder + "/words.jsonl"], indexes):
            if run("index", source, "--index", index)[0] != 0:
                sys.exit(f"cannot index {source}")
        segments = [next(file for file in os.listdir(index) if file.endswith(".seg")) for index in indexes]
        whole = [list(sections(read(index, segment))) for index, segment in zip(indexes, segments)]
        for case in range(cases):
            which = case % 2
            parts = list(whole[which])
            what, minor = forge(parts, whole[1 - which], choice)
            shutil.rmtree(forged, ignore_errors=True)
            shutil.copytree(indexes[which], forged)
            install(forged, segments[which][:-4], *sectioned(parts, minor))
            status = 0
            for command in COMMANDS:
                before = status
                try:
                    status, error = run(*command, "--index", forged)
                except subprocess.TimeoutExpired:
                    wrong.append(f"{what}: {command} hangs")
                    continue
                statuses[status] = statuses.get(status, 0) + 1
                if not 0 <= status <= 3:
                    wrong.append(f"{what}: {command} ended with {status}: {error[-200:]}")
                elif status == 3 and not re.search(r"section .*, byte \d+: ", error):
                    wrong.append(f"{what}: {command} names no place: {error[:200]}")
            # The last two are a repair, and a check of what it made.
            if before < 3 and status != 0:
                wrong.append(f"{what}: the repair left damage")
    answers = sum(count for status, count in statuses.items() if status < 3)
    print(f"{cases} forged segments, seed {seed}: {answers} answers, {statuses.get(3, 0)} errors, {len(wrong)} wrong")
    for line in wrong[:20]:
        print(line)
    sys.exit(1 if wrong else 0)


main()
