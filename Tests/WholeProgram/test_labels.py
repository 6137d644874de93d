"""Labels from the command line: classify line by line, learn from other lines, measure, refuse what is damaged."""

import json
import subprocess

import pytest

from program import BINARY, ROOT


def huzhu(*arguments, text=None):
    return subprocess.run([BINARY, *arguments], cwd=ROOT, input=text, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    """Eighty lines about weather and food, in an order that does not tell which."""
    folder = tmp_path_factory.mktemp("labels")
    kinds = {"weather": ["下雨了", "it is sunny", "明天降温", "so windy today"], "food": ["吃面", "I like rice", "晚饭吃鱼", "bread and soup"]}
    rows = [{"text": f"{text} {number}", "labels": [label]} for number in range(10) for label in kinds for text in kinds[label]]
    file = folder / "lines.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return file


@pytest.fixture(scope="module")
def model(lines):
    out = lines.with_name("one.model")
    done = huzhu("train", "--words-only", "--examples", lines, "--out", out)
    assert done.returncode == 0, done.stderr
    return out


def test_classify_answers_each_line_before_the_next_is_written(model):
    with subprocess.Popen([BINARY, "classify", "--model", model], cwd=ROOT, stdin=-1, stdout=-1, text=True) as process:
        for number, (text, label) in enumerate([("今天下雨", ["weather"]), ("eat rice", ["food"])]):
            process.stdin.write(json.dumps({"id": str(number), "text": text}) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert answer["id"] == str(number) and answer["decided"] == label
            assert set(answer["labels"]) == {"weather", "food"}
            assert answer["severity"] is None and answer["danger_signs"] == []
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def test_danger_comes_from_the_rules_whatever_the_labels_are_called(model):
    done = huzhu("classify", "--model", model, text='{"id":"1","text":"我不想活了"}\n')

    answer = json.loads(done.stdout)
    assert answer["severity"] == "S0" and answer["danger_signs"] == ["self_harm"] and answer["language"] == "zh"


def test_without_a_model_the_shipped_labels_are_told():
    done = huzhu("classify", text='{"id":"1","text":"谢谢大家!请问回国要隔离几天?"}\n')

    answer = json.loads(done.stdout)
    assert answer["decided"] == ["policy_question", "thank_you"] and answer["severity"] == "S2"
    assert len(answer["labels"]) == 9


def test_a_line_that_cannot_be_read_ends_with_its_number_and_without_its_words(model):
    done = huzhu("classify", "--model", model, text='{"id":"1","text":"面"}\n{"id":"2","tex":"秘密"}\n')

    assert done.returncode == 1 and "line 2" in done.stderr and "秘密" not in done.stderr
    assert len(done.stdout.splitlines()) == 1


def test_learning_twice_gives_the_same_bytes(lines, model):
    again = lines.with_name("two.model")
    huzhu("train", "--words-only", "--examples", lines, "--out", again)

    assert again.read_bytes() == model.read_bytes()


def test_damaged_models_and_lines_are_refused_with_file_and_line(lines, model, tmp_path):
    broken = tmp_path / "broken.model"
    bytes_ = bytearray(model.read_bytes())
    bytes_[-5] ^= 1
    broken.write_bytes(bytes_)
    refused = huzhu("classify", "--model", broken, text="")
    assert refused.returncode == 1 and "broken.model:1" in refused.stderr

    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text":"a","labels":[]}\n{"text":"b"}\n')
    refused = huzhu("train", "--words-only", "--examples", bad, "--out", tmp_path / "no.model")
    assert refused.returncode == 1 and "bad.jsonl:2" in refused.stderr
    assert not (tmp_path / "no.model").exists()


def test_measures_are_printed_as_json(lines, model):
    done = huzhu("evaluate", "--labels", lines, "--model", model, "--json")

    told = json.loads(done.stdout)
    assert told["lines"] == 80 and told["macro_f1"] > 0.95 and set(told["labels"]["food"]) == {"precision", "recall", "f1"}


def test_the_shipped_examples_pass_their_check():
    assert huzhu("train", "--check").returncode == 0
