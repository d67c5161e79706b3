"""Compares ways to cut scripts without spaces: single characters, pairs of characters, and words by ICU's dictionaries.

    python3 segmentation.py FOLDER [--lede PATH]    # xquad-zh, xquad-th, jsquad-valid, wiki-ko.jsonl.gz; needs PyICU

Chinese, Thai and Japanese: 300 questions, the mean reciprocal rank of the paragraph that answers, and the share of questions
whose paragraph is among the first ten. Korean writes spaces, but endings without them: 300 titles of one word that other articles have
too; which of the articles that have the letters of the title are found by it, and which of those found have them.
"""
import argparse
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

import icu

CHAINS = {"words (`standard`)": "standard", "pairs (`cjk`)": "cjk", "words by ICU": "plain"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--lede", default="lede")
    options = parser.parse_args()
    print("| language | " + " | ".join(CHAINS) + " |\n|---|" + "---:|" * len(CHAINS))
    for language, locale, name in [("Chinese", "zh", "xquad-zh"), ("Japanese", "ja", "jsquad-valid"), ("Thai", "th", "xquad-th")]:
        cells = [questions(options, options.folder / name, locale, chain) for chain in CHAINS.values()]
        print(f"| {language}: MRR; found in ten | " + " | ".join(f"{mrr:.3f}; {ten:.3f}" for mrr, ten in cells) + " |", flush=True)
    cells = [korean(options, options.folder / "wiki-ko.jsonl.gz", chain) for chain in CHAINS.values()]
    print("| Korean: recall; precision | " + " | ".join(f"{recall:.3f}; {precision:.3f}" for recall, precision in cells) + " |")


def segmented(text, locale):
    breaks = icu.BreakIterator.createWordInstance(icu.Locale(locale))
    text = icu.UnicodeString(text.lower())
    breaks.setText(text)
    words, start = [], 0
    for end in breaks:
        word = str(text[start:end])
        if any(character.isalnum() for character in word):
            words.append(word)
        start = end
    return " ".join(words)


def index(options, work, documents, locale, chain):
    (work / "schema.json").write_text(json.dumps({"fields": [{"name": name, "analyzer": chain} for name in ("title", "body")]}))
    with (work / "docs.jsonl").open("w") as out:
        for document in documents:
            if chain == "plain":
                document = {"id": document["id"], **{name: segmented(document.get(name, ""), locale) for name in ("title", "body")}}
            out.write(json.dumps(document) + "\n")
    run([options.lede, "index", work / "docs.jsonl", "--index", work / "index", "--schema", work / "schema.json", "--quiet"])


def questions(options, folder, locale, chain):
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        index(options, work, map(json.loads, gzip.open(folder / "docs.jsonl.gz", "rt")), locale, chain)
        lines = [line.split("\t") for line in (folder / "queries.tsv").read_text().splitlines()[:300]]
        if chain == "plain":
            lines = [(key, segmented(text, locale)) for key, text in lines]
        (work / "queries.tsv").write_text("".join(f"{key}\t{text}\n" for key, text in lines))
        found = json.loads(run([options.lede, "eval", "--index", work / "index", "--queries", work / "queries.tsv", "--qrels",
                                folder / "qrels.tsv", "--json"]))
        return found["mrr"], found["p@10"] * 10


def korean(options, path, chain):
    documents = [json.loads(line) for line in gzip.open(path, "rt")]
    texts = {document["id"]: (document["title"] + " " + document["body"]).lower() for document in documents}
    titles = []
    for document in documents:
        title = document["title"]
        if 2 <= len(title) <= 5 and all("가" <= letter <= "힣" for letter in title):
            having = {key for key, text in texts.items() if title in text}
            if len(having) > 2:
                titles.append((title, having))
    titles = titles[:300]
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        index(options, work, documents, "ko", chain)
        (work / "queries.txt").write_text("".join(f'{place}\t"{title}"\n' for place, (title, _) in enumerate(titles)))
        rows = run([options.lede, "search", "--queries", work / "queries.txt", "--index", work / "index", "-n", "1000",
                    "--format", "jsonl"]).splitlines()
    found = [set() for _ in titles]
    for row in map(json.loads, rows):
        found[int(row["query"])].add(row["id"])
    recall = sum(len(ids & having) / len(having) for ids, (_, having) in zip(found, titles)) / len(titles)
    some = [(ids, having) for ids, (_, having) in zip(found, titles) if ids]
    return recall, sum(len(ids & having) / len(ids) for ids, having in some) / len(some)


def run(command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode > 1:
        sys.exit(f"{command[:2]} failed: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
