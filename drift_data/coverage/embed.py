"""Replies as vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drift_data.extras import need
from drift_data.sample.policy import Policy

#: Replies that go through the model at once.
_BATCH = 32
#: Most tokens of a reply that are read.
_TOKENS = 512


def embed(texts: Sequence[str], model: Policy | None) -> Any:
    """Array of shape (texts, features), each row of length 1.

    Args:
        model: of any kind with hidden states, whose last ones are averaged over the reply; None: TF-IDF of the
            replies' words and pairs of words, which needs no model.

    Raises:
        DriftError: scikit-learn, or transformers and torch, are missing.
    """
    return _words(texts) if model is None else _hidden(texts, model)


def _words(texts: Sequence[str]) -> Any:
    text = need("sklearn.feature_extraction.text", "coverage")
    # Signs too: a list with numbers and one with dashes are two ways to answer.
    vectors = text.TfidfVectorizer(token_pattern=r"\w+|[^\w\s]|\n", ngram_range=(1, 2), sublinear_tf=True)
    # Without one token scikit-learn refuses.
    return vectors.fit_transform([text or "\n" for text in texts]).toarray()


def _hidden(texts: Sequence[str], model: Policy) -> Any:
    numpy, torch = need("numpy", "coverage"), need("torch", "sample")
    transformers = need("transformers", "sample")
    tokenizer = model.tokenizer
    network = transformers.AutoModel.from_pretrained(
        model.folder, dtype=torch.float32, trust_remote_code=model.trust_remote_code
    )
    network.to("cuda" if torch.cuda.is_available() else "cpu").eval()
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    rows = []
    for first in range(0, len(texts), _BATCH):
        batch = [text or "\n" for text in texts[first : first + _BATCH]]
        read = tokenizer(
            batch, padding=True, padding_side="right", truncation=True, max_length=_TOKENS, return_tensors="pt"
        ).to(network.device)
        with torch.inference_mode():
            hidden = network(input_ids=read["input_ids"], attention_mask=read["attention_mask"]).last_hidden_state
        mask = read["attention_mask"].unsqueeze(-1)
        rows.append(torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=1).cpu().numpy())
    return numpy.concatenate(rows)
