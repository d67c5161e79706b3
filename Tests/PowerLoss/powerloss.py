#!/usr/bin/env python3
"""Losses of power under the command, on a file system of the kernel.

    powerloss.py LEDE [ROUNDS] [SEED]

Mounts an ext4 file system of its own and indexes one batch after the other into it. At moments that nobody chose the file
system is shut down without its journal, as a loss of power does (`FS_IOC_SHUTDOWN`, as the tests of Linux' file systems use
it): what was not synced is gone. After it is mounted again, the index has to be sound, with all that was committed, and of
the batch that was cut off all or nothing. Ends with status 1 where it is not; says so and ends where it may not mount.
"""
import fcntl
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time

SHUTDOWN = 0x8004587D
WITHOUT_JOURNAL = 2
BATCH = 400


def batch(path, version):
    with open(path, "w") as file:
        for number in range(BATCH):
            words = " ".join("w%d" % ((number * 31 + place * 7 + version) % 997) for place in range(60))
            record = {"id": "%d" % number, "version": "v%d" % version, "body": "oil r%d %s" % (version, words)}
            file.write(json.dumps(record) + "\n")


class Disk:
    def __init__(self, folder):
        self.image = os.path.join(folder, "image")
        self.path = os.path.join(folder, "disk")
        os.mkdir(self.path)
        with open(self.image, "wb") as file:
            file.truncate(96 << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", self.image], check=True)

    def mount(self):
        subprocess.run(["mount", "-o", "loop", self.image, self.path], check=True)

    def unmount(self):
        subprocess.run(["umount", self.path], check=True)

    def lose_power(self):
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, SHUTDOWN, struct.pack("I", WITHOUT_JOURNAL))
        finally:
            os.close(descriptor)


def main():
    lede = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    random.seed(seed)
    folder = tempfile.mkdtemp(prefix="lede-power-")
    try:
        try:
            disk = Disk(folder)
            disk.mount()
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"no loss of power was tried, since no file system can be mounted here: {error}")
            return
        try:
            run(lede, disk, folder, rounds, seed)
        finally:
            disk.unmount()
    finally:
        shutil.rmtree(folder)


def run(lede, disk, folder, rounds, seed):
    index = os.path.join(disk.path, "index")

    def ask(*arguments):
        return subprocess.run([lede, *arguments, "--index", index], capture_output=True, text=True)

    def count(query):
        outcome = ask("count", query)
        return int(outcome.stdout) if outcome.stdout.strip().isdigit() else -1

    committed = cut = longest = 0
    for number in range(1, rounds + 1):
        path = os.path.join(folder, "batch.jsonl")
        batch(path, number)
        start = time.time()
        work = subprocess.Popen([lede, "index", path, "--quiet", "--index", index], stderr=subprocess.DEVNULL)
        # The first runs to its end, and says how long that takes.
        if longest:
            time.sleep(random.uniform(0, 1.2 * longest))
        status = work.poll() if longest else work.wait()
        longest = longest or time.time() - start
        disk.lose_power()
        # Whether a commit had returned when the power went is known only where the command had ended.
        work.wait()
        was_committed = status == 0
        disk.unmount()
        disk.mount()
        place = f"seed {seed}, round {number}"
        if was_committed or committed:
            check = ask("check")
            if check.returncode != 0:
                sys.exit(f"{place}: {check.stdout}{check.stderr}")
        found = count(f"r{number}")
        if found == BATCH:
            committed = number
        elif was_committed:
            sys.exit(f"{place}: committed, and then {found} documents of {BATCH} were there")
        elif found > 0 or committed and (found != 0 or count(f"r{committed}") != BATCH):
            sys.exit(f"{place}: {found} documents of {BATCH}, and {count('oil')} in all")
        else:
            cut += 1
        if committed and count("*") != BATCH:
            sys.exit(f"{place}: {count('*')} documents")
    print(f"{rounds} losses of power, {cut} of them before a commit was durable: nothing lost")


main()
