from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pair_rows import Message, candidates, reply, user

from drift_data.pairing import settings as pair_settings
from drift_data.pairing.before.budget import build
from drift_data.sample.policy import Policy, find_policy

REFUSED = "chat template refuses the prompt"


@pytest.fixture
def policy(tiny_policy: Path) -> Policy:
    return find_policy(str(tiny_policy))


def fit(rows: pl.DataFrame, policy: Policy, prompt: int = 100, total: int = 200) -> pl.DataFrame:
    screen = build(pair_settings.Pair(budget=pair_settings.Budget(prompt=prompt, total=total)), policy)
    assert screen is not None
    return screen(rows)


def tokens(policy: Policy, prompt: list[Message]) -> int:
    return len(policy.prompt_ids([prompt])[0])  # type: ignore[list-item]


def system(text: str) -> Message:
    return {"role": "system", "content": text}


def test_what_fits_is_not_changed(policy: Policy) -> None:
    prompt = [system("Be short."), user("Hi"), reply("Hello"), user("Bye")]
    (row,) = fit(candidates(prompt=prompt, rejected="See you", chosen=None), policy).to_dicts()
    assert row["prompt"] == prompt and row["trimmed"] == 0 and row["reason"] is None
    assert row["prompt_tokens"] == tokens(policy, prompt)
    (spelled,) = policy.reply_tokens([prompt], ["See you"])  # type: ignore[list-item]
    assert row["rejected_tokens"] == spelled and row["chosen_tokens"] is None


def test_the_oldest_turns_go_whole_and_the_system_message_stays(policy: Policy) -> None:
    tool = {"role": "tool", "content": "42"}
    turns = [user("a" * 50), reply("b" * 30), tool, reply("c"), user("d"), reply("e"), user("f")]
    (row,) = fit(candidates(prompt=[system("s"), *turns]), policy).to_dicts()
    assert row["prompt"] == [system("s"), user("d"), reply("e"), user("f")]
    assert row["trimmed"] == 4 and row["reason"] is None


def test_a_prompt_that_begins_with_a_reply_begins_with_a_request_when_cut(policy: Policy) -> None:
    (row,) = fit(candidates(prompt=[reply("a" * 90), user("b")]), policy).to_dicts()
    assert row["prompt"] == [user("b")] and row["trimmed"] == 1


def test_what_cannot_fit(policy: Policy) -> None:
    rows = pl.concat(
        [
            candidates(prompt=[user("a" * 30), reply("b"), user("c" * 200)]),
            candidates(prompt=[user("a" * 30)], rejected="b" * 200),
            candidates(prompt=[user("a" * 30)], rejected="b", chosen="c" * 200),
        ]
    )
    done = fit(rows, policy)
    assert done["reason"].to_list() == ["prompt over budget", "reply over budget", "reply over budget"]
    shortest = tokens(policy, [user("c" * 200)])
    assert done["detail"][0] == f"{shortest} tokens"
    assert done["prompt_tokens"][0] == shortest


def test_a_prompt_gives_way_to_a_long_reply(policy: Policy) -> None:
    prompt = [user("a" * 30), reply("b"), user("c")]
    (row,) = fit(candidates(prompt=prompt, rejected="d" * 150), policy).to_dicts()
    assert row["prompt"] == [user("c")] and row["reason"] is None
    assert row["prompt_tokens"] + row["rejected_tokens"] <= 200


def test_one_refused_prompt_does_not_harm_the_others(policy: Policy) -> None:
    policy.tokenizer.chat_template = (
        "{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
        "{{ raise_exception('roles must alternate') }}{% endif %}{{ message['content'] }}\n{% endfor %}"
    )
    good, bad = [user("a"), reply("b"), user("c")], [user("a"), user("c")]
    done = fit(pl.concat([candidates(prompt=prompt) for prompt in [good, bad, good, good, bad]]), policy)
    assert done["reason"].to_list() == [None, REFUSED, None, None, REFUSED]
    assert done["prompt_tokens"].is_null().to_list() == [False, True, False, False, True]


def test_messages_that_a_template_leaves_out(policy: Policy) -> None:
    # As Phi-3's does with tool messages, and some early ones with system messages.
    policy.tokenizer.chat_template = (
        "{% for message in messages %}{% if message['role'] in ['user', 'assistant'] %}"
        "{{ message['role'] + ': ' + message['content'] }}\n{% endif %}{% endfor %}"
    )
    tool = [user("a"), reply("b"), {"role": "tool", "content": "c"}, reply("d"), user("e")]
    done = fit(
        pl.concat([candidates(prompt=prompt) for prompt in [[user("a")], [system("s"), user("a")], tool]]), policy
    )
    assert done["reason"].to_list() == [None, REFUSED, REFUSED]
    assert done["detail"].to_list() == [None, "it leaves system messages out", "it leaves tool messages out"]


def test_no_policy_no_tokens() -> None:
    assert build(pair_settings.Pair(), None) is None


TEXT = st.text(alphabet="ab é\n", min_size=1, max_size=40)
ROLES = st.sampled_from(["user", "assistant", "system"])
PROMPT = st.builds(
    lambda before, last: [*before, user(last)],
    st.lists(st.builds(lambda role, content: {"role": role, "content": content}, ROLES, TEXT), max_size=8),
    TEXT,
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(PROMPT, st.none() | TEXT, st.none() | TEXT), min_size=1, max_size=6))
def test_the_longest_prompt_that_fits(policy: Policy, rows: list[tuple[list[Message], str | None, str | None]]) -> None:
    frame = pl.concat([candidates(prompt=prompt, chosen=one, rejected=other) for prompt, one, other in rows])
    done = fit(frame, policy, prompt=80, total=100)
    alone = pl.concat([fit(part, policy, prompt=80, total=100) for part in frame.iter_slices(1)])
    assert done.equals(alone)
    for (prompt, *replies), row in zip(rows, done.to_dicts(), strict=True):
        left = row["prompt"]
        spoken = [message for message in left if message["role"] != "system"]
        said = [message for message in prompt if message["role"] != "system"]
        assert len(prompt) - len(left) == row["trimmed"]
        assert spoken == said[-len(spoken) :]
        assert [m for m in left if m["role"] == "system"] == [m for m in prompt if m["role"] == "system"]
        assert row["prompt_tokens"] == tokens(policy, left)
        assert fits(policy, left, replies) == (row["reason"] is None)
        if row["trimmed"]:
            assert spoken[0]["role"] == "user"
            more = spoken
            while len(more) < len(said):  # as far as the user message before, or the beginning
                more = said[-len(more) - 1 :]
                if more[0]["role"] == "user":
                    break
            systems = [message for message in prompt if message["role"] == "system"]
            assert not fits(policy, [*systems, *more], replies)


def fits(policy: Policy, prompt: list[Message], replies: list[str | None]) -> bool:
    there = [text for text in replies if text is not None]
    longest = max([0, *policy.reply_tokens([prompt] * len(there), there)])  # type: ignore[list-item]
    return tokens(policy, prompt) <= 80 and tokens(policy, prompt) + longest <= 100
