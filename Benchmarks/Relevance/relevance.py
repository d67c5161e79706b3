"""Measures the ranking of Lede on test collections, beside Lucene where it is given, and prints tables.

A collection is a folder with docs.jsonl.gz (id, title, body), queries.tsv (id, tab, text) and qrels.tsv (TREC).

    python3 relevance.py COLLECTION... [--lede PATH] [--lucene JAR --java PATH] [--analyzer NAME] [--validate]

`--validate` chooses k1, b and the weight of the title by cross-validation over collections: for each those that are best in
the mean of the others. It needs pytrec_eval-terrier for Lucene's runs and for checking Lede's own figures.
"""
import argparse
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

MEASURES = ["ndcg@10", "map", "mrr", "p@10", "recall@1000"]
TREC = {"ndcg@10": "ndcg_cut_10", "map": "map", "mrr": "recip_rank", "p@10": "P_10", "recall@1000": "recall_1000"}
AS_LUCENE = ["--stop-words", "1"]
SYSTEMS = {
    "BM25, one field": (True, AS_LUCENE),
    "language model, one field": (True, AS_LUCENE + ["--similarity", "lm"]),
    "TF-IDF, one field": (True, AS_LUCENE + ["--similarity", "tfidf"]),
    "BM25, stop words in full": (False, AS_LUCENE),
    "BM25, the default": (False, []),
    "BM25, proximity": (False, ["--proximity"]),
    "BM25+": (False, ["--similarity", "bm25plus"]),
    "BM25L": (False, ["--similarity", "bm25l"]),
    "language model": (False, ["--similarity", "lm"]),
    "DPH": (False, ["--similarity", "dph"]),
    "TF-IDF": (False, ["--similarity", "tfidf"]),
    "BM25, expanded": (False, ["--expand"]),
    "BM25, proximity, expanded": (False, ["--proximity", "--expand"]),
    "language model, expanded": (False, ["--similarity", "lm", "--expand"]),
    "DPH, expanded": (False, ["--similarity", "dph", "--expand"]),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("collections", nargs="+", type=pathlib.Path)
    parser.add_argument("--lede", default="lede")
    parser.add_argument("--lucene")
    parser.add_argument("--java", default="java")
    parser.add_argument("--analyzer", default="english")
    parser.add_argument("--validate", action="store_true")
    options = parser.parse_args()
    grids = {}
    for folder in options.collections:
        with tempfile.TemporaryDirectory() as work:
            measure(folder, pathlib.Path(work), options)
            if options.validate:
                grids[folder.name] = grid(folder, pathlib.Path(work), options)
    if options.validate:
        cross_validate(grids)


def measure(folder, work, options):
    qrels = read_qrels(folder / "qrels.tsv")
    index = work / "index"
    schema = work / "schema.json"
    fields = [{"name": name, "analyzer": options.analyzer} for name in ("title", "body")]
    schema.write_text(json.dumps({"fields": fields}))
    run([options.lede, "index", folder / "docs.jsonl.gz", "--index", index, "--schema", schema, "--quiet"])
    # One field, as Lucene has it here.
    whole = work / "whole.jsonl"
    with gzip.open(folder / "docs.jsonl.gz", "rt") as lines, whole.open("w") as out:
        for document in map(json.loads, lines):
            text = document.get("title", "") + "\n" + document["body"]
            out.write(json.dumps({"id": document["id"], "body": text}) + "\n")
    run([options.lede, "index", whole, "--index", work / "whole", "--schema", schema, "--quiet"])
    print(f"\n### {folder.name}\n\n| system | " + " | ".join(MEASURES) + " |\n|---|" + "---:|" * len(MEASURES))
    if options.lucene:
        for name in ["bm25", "lm", "tfidf"]:
            command = [options.java, "-cp", options.lucene, pathlib.Path(__file__).parent / "LuceneRun.java",
                       folder / "docs.jsonl.gz", folder / "queries.tsv", name, options.analyzer]
            row(f"Lucene, {name}", mean(judge(run(command), qrels)))
    for name, (one_field, arguments) in SYSTEMS.items():
        found = evaluate(folder, work / "whole" if one_field else index, work, arguments, options)
        trec = mean(judge((work / "out.run").read_text(), qrels))
        for measure in MEASURES:
            if abs(found[measure] - trec[measure]) > 1e-6:
                sys.exit(f"{folder.name}, {name}: {measure} is {found[measure]}, and {trec[measure]} by trec_eval")
        row(f"Lede, {name}", found)


def evaluate(folder, index, work, arguments, options):
    command = [options.lede, "eval", "--index", index, "--queries", folder / "queries.tsv", "--qrels",
               folder / "qrels.tsv", "--run", work / "out.run", "--json", "--by-query", *arguments]
    return json.loads(run(command))


def grid(folder, work, options):
    """The measures of each setting."""
    found = {}
    for title in ["1", "2", "3"]:
        for k1 in ["0.6", "0.9", "1.2", "1.6", "2", "3"]:
            for b in ["0.3", "0.5", "0.75", "0.9"]:
                arguments = ["--k1", k1, "--b", b, "--in", f"title^{title},body"]
                found[k1, b, title] = evaluate(folder, work / "index", work, arguments, options)
    return found


def cross_validate(grids):
    default = ("1.2", "0.75", "2")
    print("\n| collection | map by default | map cross-validated | k1, b, title of the others |\n|---|---:|---:|---|")
    for name, own in grids.items():
        others = [each for other, each in grids.items() if other != name]
        best = max(own, key=lambda setting: sum(each[setting]["map"] / each[default]["map"] for each in others))
        print(f"| {name} | {own[default]['map']:.4f} | {own[best]['map']:.4f} | {', '.join(best)} |", flush=True)


def judge(text, qrels):
    import pytrec_eval

    runs = {}
    for line in text.splitlines():
        query, _, document, _, score, _ = line.split()
        runs.setdefault(query, {})[document] = float(score)
    found = pytrec_eval.RelevanceEvaluator(qrels, {"ndcg_cut", "map", "recip_rank", "P", "recall"}).evaluate(runs)
    return [{measure: each[TREC[measure]] for measure in MEASURES} for each in found.values()]


def mean(queries):
    return {measure: sum(each[measure] for each in queries) / len(queries) for measure in MEASURES}


def row(name, measures):
    print(f"| {name} | " + " | ".join(f"{measures[measure]:.4f}" for measure in MEASURES) + " |", flush=True)


def read_qrels(path):
    qrels = {}
    for line in path.read_text().splitlines():
        if line.strip():
            query, _, document, grade = line.split()
            qrels.setdefault(query, {})[document] = int(grade)
    return qrels


def run(command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command[0]} failed: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
