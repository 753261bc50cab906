"""Scores of a reward model, against one forward pass per reply."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from drift_data.errors import DriftError
from drift_data.judge.reward import Reply, Reward
from drift_data.sample.policy import Policy, find_policy

PROMPT = [{"role": "user", "content": "When was it built?"}]
TEXTS = ["In 1911.", "I do not know. " * 20, "", "In 1911, after the flood.", "x", "word " * 4000, "In 1911."]


def classifier(tiny_policy: Path, folder: Path, outputs: int) -> Policy:
    import torch
    from transformers import AutoConfig, Qwen2ForSequenceClassification

    shutil.copytree(tiny_policy, folder)
    (folder / "model.safetensors").unlink()
    config = AutoConfig.from_pretrained(folder, num_labels=outputs)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        Qwen2ForSequenceClassification(config).save_pretrained(folder)
    return find_policy(str(folder))


@pytest.fixture(scope="module")
def reward_model(tiny_policy: Path, tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return classifier(tiny_policy, tmp_path_factory.mktemp("reward") / "model", 1)


def alone(model: Policy, texts: list[str]) -> list[float]:
    import torch
    from transformers import AutoModelForSequenceClassification

    classifier: Any = AutoModelForSequenceClassification.from_pretrained(model.folder).eval()
    scores = []
    for text in texts:
        ids = model.tokenizer.apply_chat_template(
            [*PROMPT, {"role": "assistant", "content": text}], return_dict=False, return_tensors="pt"
        )
        with torch.inference_mode():
            scores.append(classifier(ids).logits[0, 0].item())
    return scores


def test_scores_are_those_of_one_reply_at_a_time(reward_model: Policy) -> None:
    fitting = [text for text in TEXTS if len(text) < 4000]
    expected = alone(reward_model, fitting)
    assert len({round(score, 4) for score in expected}) > 3
    replies = [Reply(f"{number}", PROMPT, text) for number, text in enumerate(TEXTS * 60)]  # more than one window
    with Reward(reward_model, batch_size=4) as reward:
        scored = list(reward.score(replies))
        again = list(reward.score(replies[:3]))
    assert [key for key, _ in scored] == [reply.key for reply in replies]
    wanted = {text: pytest.approx(score, abs=1e-4) for text, score in zip(fitting, expected, strict=True)}
    assert all(score == wanted.get(reply.text) for reply, (_, score) in zip(replies, scored, strict=True))
    assert scored[5][1] is None  # longer than the model reads
    assert [score for _, score in again] == pytest.approx([score for _, score in scored[:3]], abs=1e-4)


def test_no_replies(reward_model: Policy) -> None:
    with Reward(reward_model) as reward:
        assert list(reward.score([])) == []


def test_a_classifier_with_two_outputs_is_no_reward_model(tiny_policy: Path, tmp_path: Path) -> None:
    model = classifier(tiny_policy, tmp_path / "model", 2)
    with Reward(model) as reward, pytest.raises(DriftError, match="not a reward model") as fault:
        list(reward.score([Reply("x", PROMPT, "a")]))
    assert fault.value.fix


def test_messages_that_the_chat_template_refuses_have_no_reward(tiny_policy: Path, tmp_path: Path) -> None:
    model = classifier(tiny_policy, tmp_path / "model", 1)
    template = model.folder / "chat_template.jinja"
    refuses = "{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    template.write_text(refuses + template.read_text())
    said = [{"role": "system", "content": "Be brief."}, *PROMPT]
    with Reward(find_policy(str(model.folder))) as reward:
        (_, refused), (_, scored) = reward.score([Reply("a", said, "In 1911."), Reply("b", PROMPT, "In 1911.")])
    assert refused is None and scored is not None
    template.unlink()
    with Reward(find_policy(str(model.folder))) as reward, pytest.raises(DriftError, match="no chat template"):
        list(reward.score([Reply("a", PROMPT, "In 1911.")]))
