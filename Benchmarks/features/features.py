#!/usr/bin/env python3
"""Measures patterns, sorting by date and facets beside Lucene, Tantivy and SQLite.

    features.py LEDE PEERS FOLDER CORPUS.jsonl[.gz]...

LEDE is the command. PEERS holds `venv` (Python with tantivy), `java` (Java 21 or later) and `lucene.jar` (Lucene 10 with its facets);
FOLDER takes corpus and indexes. Documents have `id`, `date` and `body`; words are lower-case ASCII, so that all engines have the same terms,
and each document gets one of 40 sections by its id. Engines answer in turn, round by round, in one thread; each query's best round counts.
Prints a table for Markdown and where counts disagree.
"""
import gzip
import json
import os
import re
import subprocess
import sys
import time
import zlib
from pathlib import Path

ROUNDS = 15
HERE = Path(__file__).resolve().parent

# What is asked: a name, what each engine is to do, and with what.
QUERIES = [
    ("fuzzy, 1 edit", "FUZZY_1", ["sanctary", "immigraton", "goverment", "presidnt", "economc", "congrss", "elecion", "mlitary"]),
    ("fuzzy, 2 edits", "FUZZY_2", ["sanctary", "immigraton", "goverment", "presidnt", "economc", "congrss", "elecion", "mlitary"]),
    ("prefix", "PREFIX", ["immigr", "sanct", "econom", "presid", "elect", "milit", "congr", "govern"]),
    ("wildcard", "WILDCARD", ["s?nct*ry", "imm*ant", "gov?rn*", "el*tion", "c?ngr*s", "pr*dent", "ec*mic", "mil*y"]),
    ("leading wildcard", "WILDCARD", ["*tion", "*ment", "*ology", "*ness"]),
    ("regular expression", "REGEX", ["sanctuar(y|ies)", "immigra(nt|tion)s?", "elect[a-z]+", "gover[a-z]*ment", "(pre|vice)sident"]),
    ("newest ten, one word", "NEWEST", ["president", "immigration", "economy", "said", "the", "sanctuary"]),
    ("newest ten, all documents", "NEWEST", ["*"]),
    ("facet of 40 values, one word", "FACET", ["president", "immigration", "economy", "said", "the", "sanctuary"]),
    ("facet of 40 values, all documents", "FACET", ["*"]),
]


def prepare(paths, out):
    """One line a document: id, text, date as days, section."""
    seen = set()
    with open(out, "w") as file:
        for path in paths:
            with (gzip.open if path.endswith(".gz") else open)(path, "rt") as lines:
                for line in lines:
                    article = json.loads(line)
                    if article["id"] in seen:
                        continue
                    seen.add(article["id"])
                    text = " ".join(re.findall(r"[a-z0-9]+", article["body"].lower()))
                    section = f"section{zlib.crc32(article['id'].encode()) % 40}"
                    date = article.get("date") or "2000-01-01"
                    file.write(json.dumps({"id": article["id"], "text": text, "date": date[:10], "section": section}) + "\n")


def days(date):
    return int(time.mktime(time.strptime(date, "%Y-%m-%d")) // 86400)


# Engines in processes of their own: a line KIND, tab, TEXT in; a line of JSON with us and count out.


class Engine:
    def __init__(self, name, command):
        self.name = name
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, kind, text):
        """Microseconds, and how many documents match; None for what the engine does not have."""
        self.process.stdin.write(f"{kind}\t{text}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return (answer["us"], answer.get("count")) if "us" in answer else None


class Lede(Engine):
    FORMS = {"FUZZY_1": "{}~1", "FUZZY_2": "{}~2", "PREFIX": "{}*", "WILDCARD": "{}", "REGEX": "/{}/"}

    def ask(self, kind, text):
        if kind in self.FORMS:
            return super().ask("TOP_10_COUNT", self.FORMS[kind].format(text))
        return super().ask("NEWEST_10" if kind == "NEWEST" else "FACET", text)


def serve_tantivy(folder, corpus):
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("section", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("date", fast=True)
    schema = builder.build()
    if not os.path.exists(folder):
        os.makedirs(folder)
        writer = tantivy.Index(schema, path=folder).writer(heap_size=1_000_000_000, num_threads=1)
        for line in open(corpus):
            d = json.loads(line)
            writer.add_document(tantivy.Document(id=d["id"], text=d["text"], section=d["section"], date=days(d["date"])))
        writer.commit()
        writer.wait_merging_threads()
    index = tantivy.Index.open(folder)
    searcher = index.searcher()
    regex = lambda wildcard: "".join({"?": ".", "*": ".*"}.get(c, c) for c in wildcard)

    def query(kind, text):
        q = tantivy.Query
        if kind.startswith("FUZZY"):
            return q.fuzzy_term_query(schema, "text", text, distance=int(kind[-1]))
        if kind in ("PREFIX", "WILDCARD"):
            return q.regex_query(schema, "text", regex(text + "*" if kind == "PREFIX" else text))
        if kind == "REGEX":
            return q.regex_query(schema, "text", text)
        return q.all_query() if text == "*" else q.term_query(schema, "text", text)

    for line in sys.stdin:
        kind, text = line.rstrip("\n").split("\t")
        start = time.perf_counter()
        if kind == "FACET":
            aggregation = {"s": {"terms": {"field": "section", "size": 10}}}
            searcher.aggregate(query(kind, text), aggregation)
            count = None
        elif kind == "NEWEST":
            count = searcher.search(query(kind, text), 10, count=True, order_by_field="date").count
        else:
            count = searcher.search(query(kind, text), 10, count=True).count
        print(json.dumps({"us": (time.perf_counter() - start) * 1e6, "count": count}), flush=True)


def serve_sqlite(folder, corpus):
    import sqlite3

    is_new = not os.path.exists(folder)
    base = sqlite3.connect(folder)
    if is_new:
        base.execute("create virtual table words using fts5(text, content='', detail=full, tokenize='ascii')")
        base.execute("create table articles(rowid integer primary key, date integer, section text)")
        for row, line in enumerate(open(corpus), 1):
            d = json.loads(line)
            base.execute("insert into words(rowid, text) values (?, ?)", (row, d["text"]))
            base.execute("insert into articles values (?, ?, ?)", (row, days(d["date"]), d["section"]))
        base.execute("create index by_date on articles(date)")
        base.execute("insert into words(words) values ('optimize')")
        base.commit()
    join = "from articles join words on words.rowid = articles.rowid where words match ?"
    for line in sys.stdin:
        kind, text = line.rstrip("\n").split("\t")
        word = (f'"{text}"',)
        start = time.perf_counter()
        count = None
        if kind == "PREFIX":
            base.execute("select rowid from words where words match ? order by rank limit 10", (text + "*",)).fetchall()
            count = base.execute("select count(*) from words where words match ?", (text + "*",)).fetchone()[0]
        elif kind == "NEWEST" and text == "*":
            base.execute("select rowid from articles order by date desc limit 10").fetchall()
        elif kind == "NEWEST":
            base.execute(f"select articles.rowid {join} order by date desc limit 10", word).fetchall()
            count = base.execute("select count(*) from words where words match ?", word).fetchone()[0]
        elif kind == "FACET" and text == "*":
            base.execute("select section, count(*) c from articles group by section order by c desc limit 10").fetchall()
        elif kind == "FACET":
            base.execute(f"select section, count(*) c {join} group by section order by c desc limit 10", word).fetchall()
        else:
            print("{}", flush=True)
            continue
        print(json.dumps({"us": (time.perf_counter() - start) * 1e6, "count": count}), flush=True)


def main():
    lede, peers, folder, *paths = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    corpus = f"{folder}/corpus.jsonl"
    if not os.path.exists(corpus):
        prepare(paths, corpus)
    schema = f"{folder}/schema.json"
    fields = [{"name": "text", "type": "text", "analyzer": "plain", "stored": False, "default": True},
              {"name": "title", "default": False}, {"name": "body", "default": False}]
    Path(schema).write_text(json.dumps({"fields": fields}))
    if not os.path.exists(f"{folder}/lede"):
        index = ["--index", f"{folder}/lede", "--quiet"]
        subprocess.run([lede, "index", corpus, "--schema", schema, "--threads", "1"] + index, check=True)
        subprocess.run([lede, "optimize", "--index", f"{folder}/lede"], check=True, stdout=subprocess.DEVNULL)
    python = f"{peers}/venv/bin/python"
    java = [f"{peers}/java/bin/java", "--add-modules", "jdk.incubator.vector", "--class-path", f"{peers}/lucene.jar",
            str(HERE / "Features.java"), f"{folder}/lucene", corpus]
    engines = [
        Lede("Lede", [lede, "bench", "serve", f"{folder}/lede", "plain"]),
        Engine("Lucene", java),
        Engine("Tantivy", [python, __file__, "serve_tantivy", f"{folder}/tantivy", corpus]),
        Engine("SQLite", [sys.executable, __file__, "serve_sqlite", f"{folder}/sqlite", corpus]),
    ]
    best, counts = {}, {}
    for round in range(ROUNDS):
        for engine in engines:
            # Java compiles what runs often.
            for _ in range(60 if engine.name == "Lucene" and round == 0 else 1):
                for name, kind, texts in QUERIES:
                    for text in texts:
                        answer = engine.ask(kind, text)
                        if answer is None:
                            continue
                        key = (engine.name, name, text)
                        best[key] = min(best.get(key, 1e18), answer[0])
                        counts[key] = answer[1]
    print("| mean microseconds | " + " | ".join(e.name for e in engines) + " |\n|---|" + "---:|" * len(engines))
    for name, _, texts in QUERIES:
        row = []
        for engine in engines:
            times = [best[engine.name, name, text] for text in texts if (engine.name, name, text) in best]
            row.append(f"{sum(times) / len(times):,.0f}" if times else "")
        print(f"| {name} | " + " | ".join(row) + " |")
    for name, _, texts in QUERIES:
        for text in texts:
            found = {e.name: counts.get((e.name, name, text)) for e in engines}
            if len({c for c in found.values() if c is not None}) > 1:
                print(f"counts of {name} '{text}': {found}")


if __name__ == "__main__":
    if sys.argv[1] in ("serve_tantivy", "serve_sqlite"):
        globals()[sys.argv[1]](*sys.argv[2:])
    else:
        main()
