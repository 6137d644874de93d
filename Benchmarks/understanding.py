"""Rows of the understanding beside BM25S and tantivy, on the same entries and questions in one run.

P6 candidates by words, CPU p50 ÷ the better peer.   P7 understanding one message, p95.
P11 learning the knowledge anew after an edit, and a corrected label; all labels anew, as after a new version of them.
All get their texts cut into pieces beforehand, outside the clock; what ours takes with the cutting stands beside it.
"""

import argparse
import json
import pathlib
import random
import re
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BENCH = ROOT / ".build/release/huzhu-bench"


def wordings():
    """Blocks of wordings of one question, from the project's own."""
    blocks = []
    for path in sorted((ROOT / "Templates/examples/questions").glob("*.txt")):
        text = "\n".join(line for line in path.read_text().splitlines() if not line.startswith("#"))
        blocks += [block.split("\n") for block in text.split("\n\n") if block.strip()]
    return [[line for line in block if line.strip()] for block in blocks]


def made(count, dice):
    """So many entries of two wordings each, and 500 questions: the project's own, and made of two of them."""
    blocks = [block for block in wordings() if len(block) >= 3]
    entries = [block[:2] for block in blocks[:count]]
    while len(entries) < count:
        one, other = dice.choice(blocks), dice.choice(blocks)
        entries.append([f"{dice.choice(one)},{dice.choice(other)} {len(entries)}", dice.choice(other) + dice.choice(one)])
    queries = [dice.choice(block[2:]) for block in dice.choices(blocks[:count], k=500)]
    return entries, queries


def cut(text):
    """Words in Latin letters, single Han characters and pairs."""
    pieces = []
    for run in re.findall(r"[a-z0-9']+|[\u4e00-\u9fff]+", text.lower()):
        if run[0] < "\u4e00":
            pieces.append(run)
        else:
            pieces += list(run) + [run[at:at + 2] for at in range(len(run) - 1)]
    return pieces


def cpu(work, texts):
    """The CPU microseconds of each text, as median, after a round to warm up."""
    for text in texts:
        work(text)
    times = []
    for text in texts:
        began = time.process_time_ns()
        work(text)
        times.append((time.process_time_ns() - began) / 1000)
    return statistics.median(times)


def bm25s_time(entries, queries):
    import bm25s
    index = bm25s.BM25()
    index.index([cut(" ".join(entry)) for entry in entries], show_progress=False)
    k = min(10, len(entries))
    return cpu(lambda pieces: index.retrieve([pieces], k=k, show_progress=False, n_threads=0), [cut(q) for q in queries])


def tantivy_time(entries, queries):
    import tantivy
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True)
    builder.add_text_field("text", tokenizer_name="whitespace")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=100_000_000, num_threads=1)
    for number, entry in enumerate(entries):
        writer.add_document(tantivy.Document(id=number, text=" ".join(cut(" ".join(entry)))))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(pieces):
        terms = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", piece)) for piece in pieces]
        searcher.search(tantivy.Query.boolean_query(terms), 10)

    return cpu(ask, [cut(query) for query in queries])


def ours(entries, queries, folder):
    knowledge, asked = folder / "knowledge.jsonl", folder / "queries.txt"
    with open(knowledge, "w") as file:
        for number, entry in enumerate(entries):
            file.write(json.dumps({"id": f"e{number}", "questions": entry}, ensure_ascii=False) + "\n")
    asked.write_text("\n".join(queries))
    done = subprocess.run([BENCH, "retrieve", "--knowledge", knowledge, "--queries", asked],
                          cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, nargs="+", default=[300, 10_000, 100_000])
    options = parser.parse_args()
    dice = random.Random(7)
    bars = {300: (0.25, 5), 10_000: (0.7, 7), 100_000: (1.0, 15)}
    print(f"{'entries':>8}{'ours µs':>9}{'+ cutting':>10}{'bm25s µs':>10}{'tantivy µs':>11}{'P6 ÷':>7}{'must':>6}"
          f"{'P7 p95 ms':>11}{'must':>6}{'refit s':>9}{'corrected s':>13}{'labels s':>10}")
    with tempfile.TemporaryDirectory() as name:
        for count in options.entries:
            entries, queries = made(count, dice)
            peers = bm25s_time(entries, queries), tantivy_time(entries, queries)
            row = ours(entries, queries, pathlib.Path(name))
            least, most = bars.get(count, (1.0, 15))
            print(f"{count:8}{row['words_p50_us']:9.1f}{row['words_cutting_p50_us']:10.1f}{peers[0]:10.1f}{peers[1]:11.1f}"
                  f"{row['words_p50_us'] / min(peers):7.2f}{least:6.2f}{row['understand_p95_us'] / 1000:11.2f}{most:6}"
                  f"{row['refit_s']:9.2f}{row['corrected_s']:13.2f}{row['labels_s']:10.2f}", flush=True)
    encode = subprocess.run([BENCH, "encode", "--rounds", "2000"], cwd=ROOT, capture_output=True, text=True, check=True)
    print(encode.stdout.strip())


if __name__ == "__main__":
    main()
