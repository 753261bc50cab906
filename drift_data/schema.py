"""The tables drift writes: one Arrow schema per dataset, one sentence per column.

Dataset cards and `docs/datasets.md` are made from the sentences, so they are written once, here.
"""

from __future__ import annotations

import pyarrow as pa


def _column(name: str, type_: pa.DataType, says: str) -> pa.Field:
    return pa.field(name, type_, metadata={"description": says})


TIME = pa.timestamp("us", tz="UTC")

#: One message as drift keeps it: what the dump says about it, null where it says nothing.
MESSAGE = pa.struct(
    [
        ("role", pa.string()),  # system, user, assistant or tool
        ("content", pa.string()),  # text; a part that is not text is a placeholder such as [image]
        ("model", pa.string()),
        ("time", TIME),
        ("language", pa.string()),
        ("toxic", pa.bool_()),
        ("redacted", pa.bool_()),
        ("rating", pa.float64()),  # -1 worst, 1 best
        ("comment", pa.string()),  # what the rater wrote
    ]
)

#: A message as a trainer reads it.
CHAT_MESSAGE = pa.struct([("role", pa.string()), ("content", pa.string())])
CHAT = pa.list_(CHAT_MESSAGE)

#: Messages the user left behind by regenerating a reply or editing a message, and rated replies beside the one shown.
DISCARDED = pa.struct(
    [
        ("turn", pa.int32()),  # index in `messages` where the abandoned branch forks off
        ("kind", pa.string()),  # regenerate, edit or rating
        ("messages", CHAT),  # the abandoned messages, up to and with their first reply
        ("rating", pa.float64()),  # of that reply, -1 worst, 1 best
        ("comment", pa.string()),  # what the rater wrote
    ]
)

SIGNAL = pa.struct([("name", pa.string()), ("evidence", pa.string())])

CONVERSATIONS = pa.schema(
    [
        _column("conversation_id", pa.string(), "The source's own id; a hash of the messages where it has none."),
        _column(
            "messages",
            pa.list_(MESSAGE),
            "The conversation in order: role, content and, where the dump has them, model, time, "
            "language, moderation flags, rating (-1 to 1) and the rater's comment.",
        ),
        _column(
            "discarded",
            pa.list_(DISCARDED),
            "Branches the user left by regenerating a reply or editing a message: the index where they fork "
            "off, which of the two it was, the abandoned messages, and the rating and comment of the last one.",
        ),
        _column(
            "shared",
            pa.int32(),
            "How many leading messages an earlier conversation of the same id has too; reactions in them are "
            "counted there, not here.",
        ),
        _column("model", pa.string(), "The model that answered, as the dump names it."),
        _column("language", pa.string(), "The language, as the dump names it."),
        _column("time", TIME, "When the conversation began (UTC)."),
        _column("user_id", pa.string(), "A hash of the dump's own user id or address; never the value itself."),
        _column("toxic", pa.bool_(), "The dump flags the conversation or one of its messages as toxic."),
        _column("redacted", pa.bool_(), "The dump says that text was redacted."),
        _column("format", pa.string(), "The dump format it was read as."),
        _column("source", pa.string(), "The file it came from, relative to the folder that was given."),
        _column("line", pa.int64(), "The line in that file, from 1; in a JSON array the element, in Parquet the row."),
    ]
)

FEEDBACK = pa.schema(
    [
        _column(
            "reaction_id", pa.string(), "Stable id of the reaction: the same reaction has the same id in every run."
        ),
        _column("conversation_id", pa.string(), "The source's own conversation id."),
        _column(
            "turn",
            pa.int32(),
            "0-based index of the user message among the conversation's messages, all roles counted, in source "
            "order; for a reaction without words (regenerate, rating) the index of the reply it is about.",
        ),
        _column("kind", pa.string(), "What the user did: message, regenerate, edit or rating."),
        _column(
            "prompt",
            CHAT,
            "The messages before the reply. Null on neutral rows, which would otherwise repeat every "
            "conversation once per turn; `conversations` has it.",
        ),
        _column("response", pa.string(), "The assistant reply that the user reacted to. Null on neutral rows."),
        _column("feedback", pa.string(), "The user turn that reacts to it; empty where the user only clicked."),
        _column("label", pa.string(), "dsat, sat, mixed (both) or neutral."),
        _column("dsat_score", pa.float64(), "Probability that the user is dissatisfied with the response, 0 to 1."),
        _column("sat_score", pa.float64(), "Probability that the user is satisfied with it, 0 to 1."),
        _column("signals", pa.list_(SIGNAL), "The signals that fired and the words or fact that made each fire."),
        _column("model", pa.string(), "The model that wrote the response, as the dump names it."),
        _column("language", pa.string(), "The language, as the dump names it."),
        _column("time", TIME, "When the user reacted (UTC), or else when the conversation began."),
        _column("user_id", pa.string(), "A hash of the dump's own user id or address."),
        _column("toxic", pa.bool_(), "The dump flags the conversation as toxic."),
        _column("redacted", pa.bool_(), "The dump says that text was redacted."),
        _column("source", pa.string(), "The file it came from."),
        _column("line", pa.int64(), "The line, element or row in that file, from 1."),
    ]
)

#: `feedback` after `drift-data judge`.
FEEDBACK_JUDGED = pa.schema(
    [
        *FEEDBACK,
        _column(
            "judge_verdict",
            pa.string(),
            "What the judge made of the reaction: dsat, sat, neutral or unreadable. Null where it was not asked.",
        ),
        _column("judge_rubric", pa.string(), "The rubric that the judge found, or none. Null where it found nothing."),
        _column("judge_reason", pa.string(), "Why, in the judge's words; of an unreadable verdict what was wrong."),
        _column("mined_dsat_score", pa.float64(), "dsat_score before the verdict was merged into it."),
        _column("mined_sat_score", pa.float64(), "sat_score before the verdict was merged into it."),
    ]
)

SEED = pa.schema(
    [
        _column("pair_id", pa.string(), "Stable id of the pair."),
        _column("conversation_id", pa.string(), "The source's own conversation id."),
        _column("turn", pa.int32(), "Index of the user message that showed dissatisfaction with `rejected`."),
        _column("chosen_turn", pa.int32(), "Index of the user message that showed satisfaction with `chosen`."),
        _column("prompt", CHAT, "The messages before the disliked reply."),
        _column("rejected", CHAT, "The disliked reply, as a message list."),
        _column("chosen", CHAT, "The later reply that satisfied, as a message list."),
        _column("feedback", pa.string(), "What the user said about the disliked reply."),
        _column("dsat_score", pa.float64(), "dsat_score of the reaction to `rejected`."),
        _column("sat_score", pa.float64(), "sat_score of the reaction to `chosen`."),
        _column("signals", pa.list_(SIGNAL), "The signals that fired on the two reactions."),
        _column("model", pa.string(), "The model that wrote the replies."),
        _column("language", pa.string(), "The language, as the dump names it."),
        _column("time", TIME, "When the user reacted to `rejected` (UTC), or else when the conversation began."),
        _column("user_id", pa.string(), "A hash of the dump's own user id or address."),
        _column("toxic", pa.bool_(), "The dump flags the conversation as toxic."),
        _column("redacted", pa.bool_(), "The dump says that text was redacted."),
        _column("source", pa.string(), "The file it came from."),
        _column("line", pa.int64(), "The line, element or row in that file, from 1."),
    ]
)

PAIRS = pa.schema(
    [
        _column("pair_id", pa.string(), "Stable id of the pair."),
        _column("prompt", CHAT, "The messages before the reply; ends with the user's request."),
        _column("chosen", CHAT, "The better reply, as a message list."),
        _column("rejected", CHAT, "The worse reply, as a message list."),
        _column("row_id", pa.string(), "The reaction_id, or the pair_id of the seed pair, that it was made from."),
        _column("conversation_id", pa.string(), "The source's own conversation id."),
        _column("turn", pa.int32(), "Index of the user message that reacted."),
        _column("signals", pa.list_(pa.string()), "The signals that fired on the reaction."),
        _column("dsat_score", pa.float64(), "dsat_score of the reaction."),
        _column("rule", pa.string(), "Which reply is chosen, which rejected: drift, spin, iterdpo or seed."),
        _column(
            "guidance",
            pa.string(),
            "feedback: the policy saw what the user had said; none: it did not. Null: nothing sampled.",
        ),
        _column("policy", pa.string(), "The model that was sampled, and its revision or the digest of its weights."),
        _column("finish_reason", pa.string(), "How the sampled reply ended. Null: nothing sampled."),
        _column("prompt_tokens", pa.int32(), "Tokens of the prompt, by the policy's chat template."),
        _column("chosen_tokens", pa.int32(), "Tokens that `chosen` adds to it, its end of turn included."),
        _column("rejected_tokens", pa.int32(), "Tokens that `rejected` adds to it, its end of turn included."),
        _column("length_difference", pa.int32(), "chosen_tokens minus rejected_tokens."),
        _column("model", pa.string(), "The model that wrote the replies of the log."),
        _column("language", pa.string(), "The language, as the dump names it."),
        _column("source", pa.string(), "The file it came from."),
        _column("line", pa.int64(), "The line, element or row in that file, from 1."),
    ]
)

LABELS = pa.schema(
    [
        _column("reaction_id", pa.string(), "The reaction, as in `feedback`."),
        _column("conversation_id", pa.string(), "The source's own conversation id."),
        _column("turn", pa.int32(), "0-based index of the user message among the conversation's messages."),
        _column("label", pa.string(), "What a person said: dsat, sat, mixed (both) or neutral."),
    ]
)

SCORER = pa.schema(
    [
        _column(
            "term",
            pa.string(),
            "What is weighed: a feature or a signal by its name, a word or pair of words that was said, or heard in "
            "the next reply, by its number; the bias; or the precision that a threshold is for.",
        ),
        _column("dsat", pa.float64(), "Its weight for dissatisfaction; of a precision the least score."),
        _column("sat", pa.float64(), "Its weight for satisfaction; of a precision the least score."),
        _column(
            "usual",
            pa.float64(),
            "Of a feature, its mean over the reactions it was fitted on; explanations count from it.",
        ),
    ]
)

#: Every dataset of the toolkit by name; an iteration's pairs are called pairs-iter1 or the like.
DATASETS: dict[str, pa.Schema] = {
    "conversations": CONVERSATIONS,
    "feedback": FEEDBACK,
    "seed": SEED,
    "pairs": PAIRS,
    "labels": LABELS,
    "scorer": SCORER,
}


def describe(schema: pa.Schema) -> list[tuple[str, str, str]]:
    """(name, type, sentence) of each column, in order."""
    return [(field.name, str(field.type), (field.metadata or {}).get(b"description", b"").decode()) for field in schema]
