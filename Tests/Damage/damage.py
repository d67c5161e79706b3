#!/usr/bin/env python3
"""Damages an index at random and asks the command, as it is built for use, what it says: a right answer or an error.

usage: damage.py LEDE [CASES [SEED]]

Each case flips, clears or cuts bytes of one file of a whole index, then searches, shows, checks and repairs. What is
never allowed: a crash, a hang, an answer other than that of the whole index.
"""
import os
import random
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
QUERIES = ["sanctuary school", '"safe zones for students"', '="the school"', "immigr*", "sanctary~1", "+school -board",
           "school NEAR/5 board", "date:[2017 TO *]", "a SENTENCE the", "*"]


def run(lede, *arguments):
    """The status and what is printed; a hang is an error of its own."""
    process = subprocess.run([lede, *arguments], capture_output=True, timeout=60)
    return process.returncode, process.stdout, process.stderr.decode(errors="replace")


def answers(lede, index):
    commands = [["search", query, "--index", index, "--format", "csv", "--fields", "id,score,title"] for query in QUERIES]
    return {tuple(command[1:2]): run(lede, *command) for command in commands}


def damage(path, choice):
    with open(path, "rb") as file:
        data = bytearray(file.read())
    kind = choice.choice(["flip", "flips", "clear", "cut", "splice"]) if data else "none"
    at = choice.randrange(len(data)) if data else 0
    if kind == "flip":
        data[at] ^= 1 << choice.randrange(8)
    elif kind == "flips":
        for _ in range(20):
            data[choice.randrange(len(data))] = choice.randrange(256)
    elif kind == "clear":
        data[at:at + 512] = bytes(len(data[at:at + 512]))
    elif kind == "cut":
        del data[at:]
    elif kind == "splice":
        other = choice.randrange(len(data))
        data[at:at + 64] = data[other:other + len(data[at:at + 64])]
    with open(path, "wb") as file:
        file.write(data)
    return f"{kind} at {at} of {os.path.basename(path)}"


def main():
    lede, cases, seed = sys.argv[1], int((sys.argv + [300])[2]), int((sys.argv + [0, 1])[3])
    choice = random.Random(seed)
    wrong, refused, right = [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        whole, index = folder + "/whole", folder + "/index"
        status, _, error = run(lede, "index", ROOT + "/seeds", "--index", whole)
        if status != 0:
            sys.exit(f"cannot index seeds/: {error}")
        expected = answers(lede, whole)
        for _ in range(cases):
            shutil.rmtree(index, ignore_errors=True)
            shutil.copytree(whole, index)
            files = sorted(name for name in os.listdir(index) if os.path.isfile(os.path.join(index, name)))
            what = damage(os.path.join(index, choice.choice(files)), choice)
            try:
                for query, (status, output, error) in answers(lede, index).items():
                    if status < 0 or status > 128:
                        wrong.append(f"{what}: {query} ended by signal {abs(status)}")
                    elif status == expected[query][0] and output == expected[query][1]:
                        right += 1
                    elif status != 0 and error:
                        refused += 1
                    else:
                        wrong.append(f"{what}: {query} answered {output[:200]!r}")
                for command in ["check", "repair"]:
                    status, _, error = run(lede, command, "--index", index)
                    if status < 0 or status > 128:
                        wrong.append(f"{what}: {command} ended by signal {abs(status)}: {error[-200:]}")
            except subprocess.TimeoutExpired as expired:
                wrong.append(f"{what}: {expired.cmd[1]} hangs")
    print(f"{cases} damaged indexes, seed {seed}: {right} right answers, {refused} errors, {len(wrong)} wrong")
    for line in wrong[:20]:
        print(line)
    sys.exit(1 if wrong else 0)


main()
