"""What the project file says about pairs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from drift_data.sample.settings import Sampling
from drift_data.section import Section

INSTRUCTION = (
    "Please answer my original request again, and better, with this feedback in mind. Write only the new answer, as if "
    "it were your first: no apology, and no word about the feedback or the earlier answer."
)


def _in_utc(time: datetime) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=UTC)


Utc = Annotated[datetime, AfterValidator(_in_utc)]


class Select(Section):
    """Which rows are candidates, before anything is sampled."""

    min_score: float = Field(
        0.0, ge=0, le=1, description="Least dsat_score (sat_score, for spin); the label has a threshold of its own."
    )
    max_score: float = Field(1.0, ge=0, le=1, description="Greatest one.")
    signals: list[str] = Field(default_factory=list, description="Only rows where one of these fired.")
    without_signals: list[str] = Field(default_factory=list, description="No rows where one of these fired.")
    models: list[str] = Field(default_factory=list, description="Only replies of these models.")
    languages: list[str] = Field(default_factory=list, description="Only these languages, as the dump names them.")
    since: Utc | None = Field(None, description="Only reactions from then on (UTC where no zone is given).")
    until: Utc | None = Field(None, description="Only reactions before then.")
    per_conversation: int | None = Field(3, ge=1, description="At most so many rows of one conversation; null: all.")
    per_user: int | None = Field(None, ge=1, description="At most so many rows of one user; null: all.")

    @property
    def parameters(self) -> dict[str, Any]:
        """What select.sql binds."""
        return self.model_dump(exclude={"per_conversation", "per_user"})


class Moderation(Section):
    """What is left out because of what it holds."""

    toxic: bool = Field(True, description="Leave out what the dump flags as toxic.")
    redacted: bool = Field(False, description="Leave out what the dump says was redacted.")
    jailbreaks: bool = Field(True, description="Leave out prompts that look like jailbreaks.")


class Duplicates(Section):
    """Prompts that say the same keep one row, the one with the highest score."""

    exact: bool = Field(True, description="Same words, whatever case, punctuation and spacing.")
    near: float | None = Field(
        0.8,
        gt=0,
        le=1,
        description="Jaccard similarity of 5-word shingles from which on two prompts are one; null: off.",
    )


class Decontaminate(Section):
    """Prompts that overlap with evaluation sets are left out."""

    against: list[str] = Field(
        default_factory=list,
        description="Files (.jsonl, .json, .parquet, .txt), Hub ids (hf://owner/name), alpaca_eval or wildbench.",
    )
    words: int = Field(13, ge=5, description="So many words in a row in common count as overlap.")


class Budget(Section):
    """Tokens of the policy. What does not fit is dealt with here; nothing is left for the trainer to cut."""

    prompt: int = Field(1024, ge=1, description="Longest prompt; an overlong one loses its oldest whole turns.")
    total: int = Field(2048, ge=2, description="Longest prompt plus reply.")


class Filters(Section):
    """What is left out after sampling. null or false switches a filter off."""

    empty: bool = Field(True, description="Replies without text.")
    cut: bool = Field(True, description="Replies that stopped at the length limit.")
    same: float | None = Field(
        0.9, gt=0, le=1, description="Share of words in common from which chosen and rejected are the same."
    )
    refusal: bool = Field(True, description="Chosen replies that refuse.")
    language: bool = Field(True, description="Chosen replies in another language than the request.")
    about_feedback: bool = Field(
        True,
        description="Replies that open by talking about the feedback; the opening is stripped where that is enough.",
    )
    repeats: bool = Field(True, description="Replies that repeat themselves without end.")
    longer: float | None = Field(4.0, gt=1, description="Chosen longer than so many times rejected (characters).")
    shorter: float | None = Field(4.0, gt=1, description="Chosen shorter than one in so many of rejected.")


class Split(Section):
    """Train and test, by conversation and user."""

    test: float = Field(0.05, ge=0, lt=1, description="Share of conversations in the test split.")
    seed: int = Field(0, ge=0, description="The same seed puts a conversation on the same side in every iteration.")


class Pair(Section):
    """How the pairs of an iteration are made."""

    rule: str = Field("drift", description="Which reply is chosen, which rejected: drift, spin, iterdpo or seed.")
    feedback: str = Field("feedback", description="The version of mined feedback: feedback, feedback@tag.")
    seed: str = Field("seed", description="The version of seed pairs, for the rule seed.")
    policy: str | None = Field(None, description="The model that is sampled: a folder or a Hub id.")
    revision: str | None = Field(None, description="Commit, tag or branch of a Hub id.")
    guidance: Literal["feedback", "none"] = Field(
        "feedback",
        description="feedback: the policy sees the disliked reply and what the user said. none: the prompt only.",
    )
    instruction: str = Field(INSTRUCTION, min_length=1, description="Said after the feedback, where there is guidance.")
    n: int = Field(1, ge=1, description="Samples per row (plain ones, for iterdpo).")
    ranker: Literal["judge", "reward", "guided"] | None = Field(
        None, description="What picks among several samples; guided: the guided one over the plain ones."
    )
    judge: str | None = Field(None, description="Model of the judge: a folder or a Hub id; by default the policy.")
    reward: str | None = Field(None, description="Reward model for the ranker reward: a folder or a Hub id.")
    verify: bool = Field(False, description="Keep a pair only where the judge prefers chosen, asked in both orders.")
    limit: int | None = Field(
        None, ge=1, description="At most so many rows are sampled, those with the highest scores."
    )
    sampling: Sampling = Field(default_factory=Sampling, description="How replies are sampled.")
    select: Select = Field(default_factory=Select, description="Which rows are candidates.")
    moderation: Moderation = Field(default_factory=Moderation, description="What is left out because of what it holds.")
    redact: bool = Field(True, description="Replace e-mail, phone, card, IP, keys and tokens by placeholders.")
    duplicates: Duplicates = Field(default_factory=Duplicates, description="Prompts that say the same keep one row.")
    decontaminate: Decontaminate = Field(
        default_factory=Decontaminate, description="Prompts that overlap with evaluation sets are left out."
    )
    budget: Budget = Field(default_factory=Budget, description="Tokens of the policy.")
    filters: Filters = Field(default_factory=Filters, description="What is left out after sampling.")
    split: Split = Field(default_factory=Split, description="Train and test.")
