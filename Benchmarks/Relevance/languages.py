"""Measures fields of several languages: all collections in one index, asked in each language, and how well the language of a
document is detected.

    python3 languages.py FOLDER... [--lede PATH] [--questions N]    # NAME-CODE/ with docs.jsonl.gz, queries.tsv, qrels.tsv

The columns are the mean reciprocal rank of the right document: in an index of the language alone by `standard` and by the
language's own analyzer; in the index of all languages by `standard`, by `multilingual` without saying the language of the
query, and with `--language`. The last column is the share of documents whose language was detected rightly.
"""
import argparse
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

LANGUAGES = {"ar": "arabic", "de": "german", "el": "greek", "en": "english", "es": "spanish", "hi": "hindi",
             "ro": "romanian", "ru": "russian", "th": "thai", "tr": "turkish", "vi": "vietnamese", "zh": "chinese"}
OWN = {"en": "news", "ja": "cjk", "zh": "cjk", "th": "cjk", "ko": "cjk", "vi": "standard"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("collections", nargs="+", type=pathlib.Path)
    parser.add_argument("--lede", default="lede")
    parser.add_argument("--questions", type=int, default=300)
    options = parser.parse_args()
    lede = options.lede
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        folders = {folder.name.rsplit("-", 1)[1]: folder for folder in options.collections}
        with (work / "all.jsonl").open("w") as out:
            for code, folder in folders.items():
                with (work / f"{code}.jsonl").open("w") as own:
                    for document in map(json.loads, gzip.open(folder / "docs.jsonl.gz", "rt")):
                        document["id"] = f"{code}:{document['id']}"
                        for file in (own, out):
                            file.write(json.dumps(document) + "\n")
                questions = (folder / "queries.tsv").read_text().splitlines()[: options.questions]
                (work / f"{code}.tsv").write_text("\n".join(questions) + "\n")
                rows = [line.split() for line in (folder / "qrels.tsv").read_text().splitlines()]
                judged = "".join(f"{q} 0 {code}:{document} {grade}\n" for q, _, document, grade in rows)
                (work / f"{code}.qrels").write_text(judged)
        for analyzer in ("standard", "multilingual"):
            index(lede, work, "all", analyzer)
        print("| language | alone, `standard` | its own | all, `standard` | `multilingual` | `--language` | detected |")
        print("|---|---:|---:|---:|---:|---:|---:|")
        for code in folders:
            index(lede, work, code, "standard")
            own = OWN.get(code, LANGUAGES[code])
            index(lede, work, code, own)
            cells = [mrr(lede, work, code, f"{code}-standard"), mrr(lede, work, code, f"{code}-{own}"),
                     mrr(lede, work, code, "all-standard"), mrr(lede, work, code, "all-multilingual"),
                     mrr(lede, work, code, "all-multilingual", "--language", code), detected(lede, work, code)]
            print(f"| {LANGUAGES[code]} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |", flush=True)


def index(lede, work, documents, analyzer):
    schema = work / f"{analyzer}.json"
    schema.write_text(json.dumps({"fields": [{"name": name, "analyzer": analyzer} for name in ("title", "body")]}))
    run([lede, "index", work / f"{documents}.jsonl", "--index", work / f"{documents}-{analyzer}", "--schema", schema,
         "--quiet"])


def mrr(lede, work, code, name, *options):
    command = [lede, "eval", "--index", work / name, "--queries", work / f"{code}.tsv", "--qrels",
               work / f"{code}.qrels", "--json", *options]
    return json.loads(run(command))["mrr"]


def detected(lede, work, code):
    lines = run([lede, "export", "*", "--index", work / "all-multilingual"]).splitlines()
    found = [document.get("language") for document in map(json.loads, lines) if document["id"].startswith(code + ":")]
    return found.count(code) / len(found)


def run(command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command[:2]} failed: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
