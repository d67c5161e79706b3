"""Makes a test collection of a corpus of articles: queries are parts of articles, each taken out of the one that answers it.

    python3 known_items.py CORPUS.jsonl.gz titles|openings FOLDER [--documents N] [--queries N] [--seed N]

`titles`: a headline asks for its article, all of which lose theirs: short queries, of which every word was chosen. `openings`: the
first paragraph asks for the rest of its article: long queries. FOLDER gets docs.jsonl.gz, queries.tsv and qrels.tsv, for
relevance.py.
"""
import argparse
import gzip
import itertools
import json
import pathlib
import random

parser = argparse.ArgumentParser()
parser.add_argument("corpus")
parser.add_argument("kind", choices=["titles", "openings"])
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--documents", type=int)
parser.add_argument("--queries", type=int, default=300)
parser.add_argument("--seed", type=int, default=7)
options = parser.parse_args()

with gzip.open(options.corpus, "rt") as lines:
    articles = [json.loads(line) for line in itertools.islice(lines, options.documents)]
queries = {}
for number, article in enumerate(articles):
    title = article.get("title", "")
    opening, _, rest = article["body"].partition("\n")
    if options.kind == "titles":
        if len(title.split()) > 2:
            queries[number] = title
        article["title"] = ""
    elif 15 <= len(opening.split()) <= 120 and len(rest) > 300:
        queries[number] = opening
        article["body"] = rest
chosen = random.Random(options.seed).sample(sorted(queries), min(options.queries, len(queries)))

options.folder.mkdir(parents=True, exist_ok=True)
with gzip.open(options.folder / "docs.jsonl.gz", "wt") as out:
    for number, article in enumerate(articles):
        out.write(json.dumps({"id": str(number), "title": article.get("title", ""), "body": article["body"]}) + "\n")
text = "".join(f"{number}\t{' '.join(queries[number].split())}\n" for number in chosen)
(options.folder / "queries.tsv").write_text(text)
(options.folder / "qrels.tsv").write_text("".join(f"{number} 0 {number} 1\n" for number in chosen))
