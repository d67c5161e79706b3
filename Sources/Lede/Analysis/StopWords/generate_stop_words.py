"""Writes StopWordLists.swift from a checkout of github.com/snowballstem/snowball-website (BSD licence).

    python3 generate_stop_words.py SNOWBALL_WEBSITE > StopWordLists.swift
"""
import pathlib
import sys
import textwrap

print("// Made by generate_stop_words.py from the lists of snowballstem.org (BSD licence). Do not edit.\n")
print("extension StopWords {")
print("    /// For each language its words, with spaces between them.")
print("    static let lists: [String: String] = [")
for path in sorted(pathlib.Path(sys.argv[1], "algorithms").glob("*/stop.txt")):
    words = []
    for line in path.read_text(encoding="utf-8").splitlines():
        for word in line.split("|")[0].split():
            if word not in words:
                words.append(word)
    lines = textwrap.wrap(" ".join(words), 100, break_long_words=False, break_on_hyphens=False)
    body = " \\\n        ".join(lines)
    print(f'        "{path.parent.name}": """\n        {body}\n        """,')
print("    ]\n}")
