"""Holds the stemmers of the installed libstemmer against the vocabularies of Snowball, and prints a table.

    python3 stemmers.py FOLDER [LIBRARY]    # LANGUAGE.tsv.gz: word, tab, stem, as snowball-data has them
"""
import ctypes
import gzip
import pathlib
import sys

library = ctypes.CDLL(sys.argv[2] if len(sys.argv) > 2 else "libstemmer.so.0d")
library.sb_stemmer_new.restype = ctypes.c_void_p
library.sb_stemmer_new.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
library.sb_stemmer_stem.restype = ctypes.c_void_p
library.sb_stemmer_stem.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
library.sb_stemmer_length.argtypes = [ctypes.c_void_p]


def spelling(language, word):
    """What Lede's analyzers do to a word before it is stemmed."""
    if language == "romanian":
        return word.replace("ș", "ş").replace("ț", "ţ")
    if language == "turkish" and word.find("'") > 0:
        return word[: word.index("'")]
    return word


print("| stemmer | words | other stems | share | such as |\n|---|---:|---:|---:|---|")
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.tsv.gz")):
    language = path.name.removesuffix(".tsv.gz")
    stemmer = library.sb_stemmer_new(language.encode(), b"UTF_8")
    words = [line.rstrip("\n").split("\t") for line in gzip.open(path, "rt", encoding="utf-8")]
    if not stemmer:
        print(f"| {language} | {len(words):,} | not in this library | | |")
        continue
    others = []
    for word, expected in words:
        data = spelling(language, word).encode()
        address = library.sb_stemmer_stem(stemmer, data, len(data))
        stem = ctypes.string_at(address, library.sb_stemmer_length(stemmer)).decode()
        if language == "romanian":
            expected = spelling(language, expected)
        if stem != expected:
            others.append(f"{word}: {stem}, {expected}")
    share = 100 * len(others) / len(words)
    print(f"| {language} | {len(words):,} | {len(others):,} | {share:.2f} % | {'; '.join(others[:2])} |")
