from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hub_server import HubServer
from hypothesis import given, settings
from hypothesis import strategies as st

from drift_data.errors import DriftError
from drift_data.pairing.check import Report, check
from drift_data.pairing.count_tokens import count_tokens
from drift_data.sample.policy import Policy, find_policy
from drift_data.store import ParquetSink, Step, StepResult, Store

Row = dict[str, Any]


def said(role: str, text: str) -> dict[str, str]:
    return {"role": role, "content": text}


def chat(number: int = 0, **columns: Any) -> Row:
    """A sound conversational row."""
    return {
        "prompt": [said("user", f"Question {number}?")],
        "chosen": [said("assistant", "A good answer.")],
        "rejected": [said("assistant", "A bad one.")],
        "conversation_id": f"c{number}",
    } | columns


def lines(path: Path, *rows: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def faults(report: Report) -> dict[str, list[str]]:
    return {fault.what: fault.rows for fault in report.faults}


@pytest.fixture(scope="module")
def policy(tiny_policy: Path) -> Policy:
    return find_policy(str(tiny_policy))


def test_nothing_is_wrong(tmp_path: Path) -> None:
    report = check(lines(tmp_path / "x.jsonl", *map(chat, range(3))))
    assert report.sound and not report.notes
    assert report.splits == {"train": 3}
    assert report.format == "conversational, prompt of its own"
    (length,) = report.lengths
    assert (length.unit, length.prompt, length.chosen, length.rejected) == ("characters", 11.0, 14.0, 10.0)
    assert (length.longer, length.shorter, length.difference) == (1.0, 0.0, 4.0)
    assert report.max_length is None and report.tokens_lost is None


def parts(role: str, *texts: str) -> Row:
    return {"role": role, "content": [{"type": "text", "text": text} for text in texts]}


USER, REPLY = said("user", "a"), said("assistant", "b")
CALL = {"type": "function", "function": {"name": "weather", "arguments": {"city": "Rome"}}}
CALLS = [
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "tool", "name": "weather", "content": "sunny"},
    said("assistant", "It is sunny."),
]


def test_messages_in_parts_and_calls_of_tools_are_messages(tmp_path: Path) -> None:
    rows = [
        chat(prompt=[parts("user", "What is", "this?"), REPLY, USER], chosen=[parts("assistant", "A dog.")]),
        chat(1, chosen=CALLS, tools=[{"type": "function", "function": {"name": "weather"}}]),
        chat(2, prompt=[{"role": "user", "content": [{"type": "image"}]}]),
    ]
    assert faults(check(lines(tmp_path / "x.jsonl", *rows))) == {}
    again = lines(
        tmp_path / "y.jsonl", chat(chosen=[parts("assistant", "A bad one.")]), chat(3, chosen=[parts("assistant")])
    )
    assert list(faults(check(again))) == ["chosen and rejected are the same", "empty chosen"]


def test_tools_and_options_of_the_template_are_counted(tmp_path: Path, tiny_policy: Path) -> None:
    policy = find_policy(str(tiny_policy))
    template = "{{ tools | tojson if tools }}{{ mood }}" + policy.tokenizer.chat_template
    policy.tokenizer.chat_template = template
    told = [{}, {"tools": json.dumps([CALL])}, {"chat_template_kwargs": {"mood": "very gloomy"}}, {"tools": "{"}]
    lengths = []
    for number, options in enumerate(told):
        report = check(lines(tmp_path / f"{number}.jsonl", chat(**options)), policy)
        lengths.append(report.lengths[1].prompt)
    assert lengths[1] > lengths[0] < lengths[2] and lengths[3] == lengths[0]


def test_a_model_without_a_chat_template_reads_texts_only(tmp_path: Path, tiny_policy: Path) -> None:
    shutil.copytree(tiny_policy, tmp_path / "base")
    (tmp_path / "base" / "chat_template.jinja").unlink()
    base = find_policy(str(tmp_path / "base"))
    texts = lines(tmp_path / "texts.jsonl", {"prompt": "When? ", "chosen": "In 1869.", "rejected": "Never."})
    assert check(texts, base).lengths[1].unit == "tokens"
    with pytest.raises(DriftError, match="no chat template"):  # once, not once a row
        check(lines(tmp_path / "chats.jsonl", chat()), base)


def test_ids_are_those_of_their_source(tmp_path: Path) -> None:
    """Dumps number their conversations from 0, each its own."""
    lines(tmp_path / "x" / "train.jsonl", chat(conversation_id="0", source="a.jsonl"))
    lines(tmp_path / "x" / "test.jsonl", chat(1, conversation_id="0", source="b.jsonl"))
    assert faults(check(tmp_path / "x")) == {}
    lines(tmp_path / "x" / "test.jsonl", chat(1, conversation_id="0", source="a.jsonl"))
    assert list(faults(check(tmp_path / "x"))) == ["conversation is in an earlier split too"]


def test_an_empty_dataset_is_sound(tmp_path: Path) -> None:
    report = check(lines(tmp_path / "x.jsonl"))
    assert report.sound and report.splits == {"train": 0} and report.lengths == []


FAULTS = {
    "no chosen": [chat(chosen=None), {"prompt": "a", "rejected": "b"}],
    "no rejected": [{"chosen": "a"}],
    "chosen is neither text nor a list of messages": [
        chat(chosen=5),
        chat(chosen={"role": "assistant", "content": "x"}),
        chat(chosen=[{"role": "assistant"}]),
        chat(chosen=[{"role": "assistant", "content": ["x"]}]),
        chat(chosen=[{"role": "assistant", "content": None, "tool_calls": []}]),
        chat(chosen=["x"]),
    ],
    "prompt is neither text nor a list of messages": [chat(prompt=[said("user", "a") | {"content": None}])],
    "text and messages in one row": [chat(chosen="x"), chat(prompt="x")],
    "empty prompt": [
        chat(prompt=[]),
        chat(prompt=[said("user", " ")]),
        {"prompt": " ", "chosen": "a", "rejected": "b"},
    ],
    "empty chosen": [chat(chosen=[]), chat(chosen=[said("assistant", "\n")])],
    "empty rejected": [chat(rejected=[]), {"prompt": "a", "chosen": "b", "rejected": ""}],
    "chosen and rejected are the same": [
        chat(chosen=[said("assistant", "A bad one. ")]),
        {"prompt": "a", "chosen": "b", "rejected": " b"},
    ],
    "the prompt does not end with a user message": [
        chat(prompt=[USER, REPLY]),
        chat(prompt=[said("system", "s")]),
    ],
    "roles do not alternate": [
        chat(prompt=[USER, USER]),
        chat(prompt=[REPLY, USER]),
        chat(prompt=[USER, REPLY, said("system", "x"), USER]),
        chat(prompt=[said("system", "x"), said("system", "y"), USER]),
        chat(chosen=[REPLY, REPLY]),
    ],
    "a role that chat templates do not know": [chat(prompt=[said("human", "x"), USER])],
    "chosen does not begin with the assistant": [chat(chosen=[USER])],
    "no JSON object": [5, ["a"], None, "text"],
    "unpaired (completion and label): for KTO, not for DPO": [{"prompt": "a", "completion": "b", "label": True}],
}


@pytest.mark.parametrize("what", FAULTS)
def test_faults(what: str, tmp_path: Path) -> None:
    for row in FAULTS[what]:
        report = check(lines(tmp_path / "x.jsonl", row))
        assert what in faults(report), row
        assert faults(report)[what] == ["train:1"]


SOUND = [
    {"prompt": "a", "chosen": "b", "rejected": "c"},
    {"chosen": "Q: a A: b", "rejected": "Q: a A: c"},
    {"chosen": [USER, REPLY], "rejected": [USER, said("assistant", "c")]},
    chat(prompt=[said("system", "s"), USER, REPLY, USER]),
    chat(prompt=[USER, REPLY, said("tool", "7")]),
    chat(prompt=[USER, REPLY, said("tool", "7"), REPLY, USER]),
    chat(chosen=[REPLY, said("user", "more"), REPLY]),
    chat(other=3, user_id=None, conversation_id=None),
]


@pytest.mark.parametrize("row", SOUND)
def test_sound_formats(row: Row, tmp_path: Path) -> None:
    assert check(lines(tmp_path / "x.jsonl", row)).faults == []


def test_replies_that_begin_alike_share_a_prompt(tmp_path: Path) -> None:
    report = check(lines(tmp_path / "x.jsonl", SOUND[2]))
    assert report.format == "conversational, prompt inside the replies"
    assert report.lengths[0].prompt == 1
    alone = {"chosen": [said("assistant", "b")], "rejected": [said("assistant", "c")]}
    assert "empty prompt" in faults(check(lines(tmp_path / "y.jsonl", alone)))


def test_the_first_row_says_which_format(tmp_path: Path) -> None:
    report = check(lines(tmp_path / "x.jsonl", chat(), SOUND[0], SOUND[2], chat(1)))
    assert faults(report) == {"not the format of the first row": ["train:2", "train:3"]}


def test_counts_and_first_rows(tmp_path: Path) -> None:
    report = check(lines(tmp_path / "x.jsonl", *(chat(number, chosen=[]) for number in range(9))))
    (fault,) = report.faults
    assert (fault.what, fault.count) == ("empty chosen", 9)
    assert fault.rows == [f"train:{number}" for number in range(1, 6)]
    assert report.lengths == []


def test_splits_that_share_rows(tmp_path: Path) -> None:
    lines(tmp_path / "train.jsonl", chat(1), chat(2), chat(3))
    same_conversation = chat(4, conversation_id="c1")
    same_prompt = chat(5, prompt=[said("user", " question  2? ")], rejected=[REPLY])
    lines(tmp_path / "test.jsonl", same_conversation, same_prompt, chat(6), chat(7, conversation_id=None))
    report = check(tmp_path)
    assert list(report.splits) == ["train", "test"]
    assert faults(report) == {
        "conversation is in an earlier split too": ["test:1"],
        "prompt is in an earlier split too": ["test:2"],
    }


def test_rows_that_come_again(tmp_path: Path) -> None:
    other = chat(1, rejected=[said("assistant", "Another bad one.")])
    report = check(lines(tmp_path / "x.jsonl", chat(1), chat(2), other, chat(1), chat(2)))
    assert faults(report) == {"same pair as an earlier row of the split": ["train:4", "train:5"]}
    (note,) = report.notes
    assert (note.what, note.rows) == ("same prompt as an earlier row of the split", ["train:3"])


def test_rows_that_are_no_json(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    good = json.dumps(chat()).encode()
    file.write_bytes(good + b"\n\n{broken\n\xff\xfe\n" + b"[" * 100_000 + b"\n")
    assert faults(check(file)) == {"no JSON object": ["train:2", "train:3", "train:4"]}


def test_text_of_rows_stays_out_of_the_report(tmp_path: Path) -> None:
    secret = "hunter2"
    rows = [chat(number, chosen=secret, conversation_id=secret) for number in range(2)] + [{secret: secret}, secret]
    report = check(lines(tmp_path / "x.jsonl", *rows))
    assert not report.sound and secret not in repr(report)


# Where datasets are kept.


def as_parquet(path: Path, rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), path)


def test_every_way_to_keep_it_gives_the_same_report(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    train, test = [chat(number) for number in range(300)] + [chat(5)], [chat(1), chat(1000, rejected=[])]
    as_parquet(tmp_path / "hub/data/train-00000-of-00002.parquet", train[:200])
    as_parquet(tmp_path / "hub/data/train-00001-of-00002.parquet", train[200:])
    as_parquet(tmp_path / "hub/data/test-00000-of-00001.parquet", test)
    as_parquet(tmp_path / "hub/dropped/rows-00000-of-00001.parquet", [{"chosen": "x"}])
    lines(tmp_path / "lines/train.jsonl", *train)
    (tmp_path / "lines/test.jsonl.gz").write_bytes(gzip.compress("".join(json.dumps(r) + "\n" for r in test).encode()))
    lines(tmp_path / "lines/README.json5", {})
    (tmp_path / "arrays").mkdir()
    (tmp_path / "arrays/pairs_train.json").write_text(json.dumps(train, indent=1), encoding="utf-8")
    (tmp_path / "arrays/pairs_test.json").write_text(json.dumps(test), encoding="utf-8")
    both = {"train": datasets.Dataset.from_list(train), "test": datasets.Dataset.from_list(test)}
    datasets.DatasetDict(both).save_to_disk(tmp_path / "saved", num_shards={"train": 3, "test": 1})
    reports = [check(tmp_path / name) for name in ("hub", "lines", "arrays", "saved")]
    assert reports[0].splits == {"train": 301, "test": 2}
    assert faults(reports[0]) == {
        "empty rejected": ["test:2"],
        "prompt is in an earlier split too": ["test:1"],
        "conversation is in an earlier split too": ["test:1"],
        "same pair as an earlier row of the split": ["train:301"],
    }
    assert reports[1:] == reports[:1] * 3
    both["test"].save_to_disk(tmp_path / "one")
    assert check(tmp_path / "one").splits == {"train": 2}


def test_a_version_of_the_store(tmp_path: Path) -> None:
    schema = pa.Table.from_pylist([chat()]).schema

    def run(folder: Path) -> StepResult:
        for split, rows in (("train", [chat(1), chat(2)]), ("test", [chat(3)])):
            with ParquetSink(folder, schema, split) as sink:
                sink.write(pa.Table.from_pylist(rows, schema))
        return StepResult(3, splits={"train": 2, "test": 1})

    step = Step("pair", "pairs-x", "0" * 16, (), {}, {}, schema, run)
    report = check(Store(tmp_path / "store").make(step).version)
    assert report.sound and report.splits == {"train": 2, "test": 1}


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DriftError, match="There is no"):
        check(tmp_path / "nowhere")
    with pytest.raises(DriftError, match="holds no data"):
        check(tmp_path)
    (tmp_path / "state.json").write_text("{", encoding="utf-8")
    with pytest.raises(DriftError, match="does not list its files"):
        check(tmp_path)
    broken = tmp_path / "x.parquet"
    broken.write_bytes(b"PAR1 and no more")
    with pytest.raises(DriftError, match="cannot be read"):
        check(broken)


#: Runs in a process of its own: the client reads its settings when it is imported.
_CLIENT = """
import sys
from drift_data.errors import DriftError
from drift_data.pairing.check import check
try:
    report = check(sys.argv[1])
    print(report.splits, [fault.rows for fault in report.faults])
except DriftError as error:
    print(error.what)
"""


def test_on_the_hub(tmp_path: Path) -> None:
    with HubServer(tmp_path / "repos") as hub:
        repo = tmp_path / "repos/owner/name/data"
        as_parquet(repo / "train-00000-of-00001.parquet", [chat(number) for number in range(300)])
        as_parquet(repo / "test-00000-of-00001.parquet", [chat(7)])

        def says(name: str) -> str:
            run = subprocess.run(
                [sys.executable, "-c", _CLIENT, name],
                env={**os.environ, "HF_HUB_OFFLINE": "0", **hub.environment(tmp_path / "home")},
                capture_output=True,
                text=True,
                timeout=120,
            )
            assert run.returncode == 0, run.stderr
            return run.stdout.splitlines()[-1]

        assert says("hf://owner/name") == "{'train': 300, 'test': 1} [['test:1'], ['test:1']]"
        assert says("hf://owner/gone") == "hf://owner/gone cannot be read from the Hub."


# Tokens.


def test_tokens(tmp_path: Path, policy: Policy) -> None:
    rows = [chat(1), chat(2, chosen=[said("assistant", "word " * 200)]), chat(3, prompt=[said("user", "word " * 300)])]
    file = lines(tmp_path / "x.jsonl", *rows)
    ample = check(file, policy, 4096)
    assert ample.sound and ample.tokens_lost == 0 and ample.max_length == 4096
    assert [length.unit for length in ample.lengths] == ["characters", "tokens"]
    prompt, chosen, rejected = (
        len(policy.prompt_ids([rows[1]["prompt"]])[0]),
        *policy.reply_tokens([rows[1]["prompt"]] * 2, [rows[1]["chosen"][0]["content"], "A bad one."]),
    )
    exact = check(file, policy, prompt + chosen)
    assert faults(exact) == {"the prompt alone fills max_length: the trainer drops it": ["train:3"]}
    tight = check(file, policy, prompt + chosen - 7)
    assert faults(tight)["longer than max_length: the trainer cuts it"] == ["train:2"]
    dropped = sum(policy.reply_tokens([rows[2]["prompt"]] * 2, ["A good answer.", "A bad one."]))
    assert tight.tokens_lost == 7 + dropped and rejected < chosen


def test_tokens_of_text(tmp_path: Path, policy: Policy) -> None:
    row = {"prompt": "Question: what is it? ", "chosen": "An answer.", "rejected": "No."}
    (counts,) = count_tokens([(row["prompt"], row["chosen"], row["rejected"])], policy)
    assert counts is not None
    ids = policy.tokenizer(row["prompt"] + row["chosen"] + policy.tokenizer.eos_token)["input_ids"]
    assert counts.prompt + counts.chosen == len(ids)
    assert check(lines(tmp_path / "x.jsonl", row), policy).lengths[1].chosen == counts.chosen


def test_the_chat_template_refuses(tmp_path: Path, tiny_policy: Path) -> None:
    own = Policy("tiny", tiny_policy, "weights:0")
    own.tokenizer.chat_template = (
        "{% if 'x' in messages[0]['content'] %}{{ raise_exception('no') }}{% endif %}" + own.tokenizer.chat_template
    )
    rows = [chat(1), chat(2, prompt=[said("user", "x")]), chat(3)]
    report = check(lines(tmp_path / "x.jsonl", *rows), own)
    assert faults(report) == {"the chat template of the model refuses it": ["train:2"]}


messages = st.lists(
    st.fixed_dictionaries(
        {"role": st.sampled_from(["user", "assistant", "system", "tool"]), "content": st.text(max_size=9)}
    ),
    max_size=4,
)
anything = st.one_of(st.none(), st.text(max_size=9), st.integers(), messages, st.lists(st.text(max_size=3), max_size=2))


@given(st.lists(st.dictionaries(st.sampled_from(["prompt", "chosen", "rejected"]), anything), max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_row_is_counted_and_none_breaks_it(tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> None:
    report = check(lines(tmp_path_factory.mktemp("any") / "x.jsonl", *rows))
    assert report.splits == {"train": len(rows)}
    assert all(1 <= finding.count <= len(rows) for finding in report.faults + report.notes)


@pytest.mark.engine
def test_counts_as_trl_does(tmp_path: Path, tiny_policy: Path, policy: Policy) -> None:
    """The rows that are said to be dropped are the ones that the trainer drops, and the tokens are its tokens."""
    trl = pytest.importorskip("trl")
    datasets = pytest.importorskip("datasets")
    rows = [chat(n, prompt=[said("user", "word " * n)], chosen=[said("assistant", "yes " * n)]) for n in range(1, 40)]
    arguments = trl.DPOConfig(
        output_dir=str(tmp_path / "out"), max_length=96, use_cpu=True, bf16=False, report_to=[],
        per_device_train_batch_size=2, gradient_checkpointing=False,
    )  # fmt: skip
    trainer = trl.DPOTrainer(
        str(tiny_policy), args=arguments, train_dataset=datasets.Dataset.from_list(rows),
        processing_class=policy.tokenizer,
    )  # fmt: skip
    left = trainer.train_dataset
    counts = count_tokens([(row["prompt"], row["chosen"], row["rejected"]) for row in rows], policy)
    kept = [one for one in counts if one is not None and one.prompt < 96]
    assert len(left) == len(kept) < len(rows)
    assert [len(ids) for ids in left["prompt_ids"]] == [one.prompt for one in kept]
    assert [len(ids) for ids in left["chosen_ids"]] == [one.chosen for one in kept]
    report = check(lines(tmp_path / "x.jsonl", *rows), policy, 96)
    dropped = {fault.what: fault.count for fault in report.faults}
    assert dropped["the prompt alone fills max_length: the trainer drops it"] == len(rows) - len(left)
