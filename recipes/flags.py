"""What goes wrong in practice, seen in what a run logged: numbers, what they usually mean, what to try."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.dataset as ds

from drift_data.errors import DriftError
from drift_recipes.history import Ends, History

#: The logged metrics that are read here: TRL's, and those of `drift_recipes.diagnostics`.
LOSS, ACCURACY, MARGIN, GRADIENT = "loss", "rewards/accuracies", "rewards/margins", "grad_norm"
BOUND, CHOSEN, REJECTED = "drift/bound", "drift/chosen_logratio", "drift/rejected_logratio"
LENGTH = "drift/length_difference"

#: Nats of a whole reply that are no noise of a batch.
_NATS = 1.0
_VANISHED = 0.01
#: The loss stands when so much of it is left.
_STANDS = 0.95
_PERFECT = 0.98
#: Share of the pairs on one side from which length alone tells chosen and rejected apart.
_GIVEAWAY = 0.9


@dataclass(frozen=True)
class Flag:
    """
    Attributes:
        run: its name.
        what: in a few words.
        saw: the numbers.
        means: what that usually is.
        remedy: what to try.
    """

    run: str
    what: str
    saw: str
    means: str
    remedy: str


def find_flags(history: History) -> list[Flag]:
    """All that is wrong with a run, worst first."""
    checks = (_not_a_number, _both_fall, _vanishing, _perfect)
    return [flag for check in checks if (flag := check(history)) is not None]


def _not_a_number(history: History) -> Flag | None:
    # The gradient too: Transformers leaves NaN out of the loss it logs unless told otherwise.
    bad = [
        (row["step"], key)
        for row in history.rows
        for key in (LOSS, GRADIENT, MARGIN)
        if not math.isfinite(row.get(key, 0.0))
    ]
    if not bad:
        return None
    step, key = bad[0]
    return Flag(
        history.name,
        "not a number",
        f"{key} is no finite number at step {step:.0f}, the first of {len({step for step, _ in bad})} such steps.",
        "The computation overflowed (fp16, or too large a learning rate); the weights after that step are lost.",
        "precision=bf16 instead of fp16, a lower schedule.learning_rate, or trl.max_grad_norm=0.5.",
    )


def _both_fall(history: History) -> Flag | None:
    chosen, rejected = history.ends(CHOSEN), history.ends(REJECTED)
    if chosen is None or rejected is None:
        return None
    fell, margin = chosen.first - chosen.last, _grown(chosen) - _grown(rejected)
    # A chosen reply that loses less than half of what the margin gains is paid for by the rejected one.
    if margin <= 0 or fell < _NATS or fell < margin / 2:
        return None
    return Flag(
        history.name,
        "both log-probabilities fall",
        f"The margin grew by {margin:.1f} nats while chosen fell by {fell:.1f} (log-ratio {chosen.first:.1f} -> "
        f"{chosen.last:.1f}) and rejected by {-_grown(rejected):.1f} ({rejected.first:.1f} -> {rejected.last:.1f}).",
        "The model unlearns both replies, rejected faster, and its probability goes to text that is in no pair "
        "(likelihood displacement, arXiv 2410.08847). Pairs that are nearly alike do this most.",
        "A larger loss.nll (0.01 to 0.1), a larger loss.beta, a lower schedule.learning_rate or fewer epochs; "
        "drop pairs that are nearly alike.",
    )


def _vanishing(history: History) -> Flag | None:
    loss = history.ends(LOSS)
    if loss is None or loss.last < _STANDS * loss.first:
        return None
    fallen = []
    for key, name in ((GRADIENT, "the gradient norm"), (BOUND, "the bound of Lemma 1")):
        ends = history.ends(key)
        if ends is not None and ends.first > 0 and ends.last < _VANISHED * ends.first:
            fallen.append(f"{name} fell from {ends.first:.3g} to {ends.last:.3g}")
    if not fallen:
        return None
    return Flag(
        history.name,
        "vanishing gradient",
        f"{_sentence(' and '.join(fallen))}, while the loss stands at {loss.last:.3f} (from {loss.first:.3f}).",
        "Chosen and rejected have the same law: as at the fixed point of SPIN, where both come from the policy "
        "(Proposition 1 of the DRIFT paper), their gradients cancel.",
        "Read a few pairs with `drift-data show`; keep the disliked replies of the log as rejected (rule drift), "
        "and sample chosen ones with the user's feedback (guidance: feedback).",
    )


def _perfect(history: History) -> Flag | None:
    steps, values = history.series(ACCURACY)
    start = max(1, len(values) // 10)  # before the first update no reply is preferred
    rest = [value for value in values[start:] if math.isfinite(value)]
    if len(rest) < 2 or sum(rest) / len(rest) < _PERFECT:
        return None
    known = _longer(history)
    saw = f"The accuracy is {sum(rest) / len(rest):.3f} on average from step {steps[start]:.0f} of {history.steps} on"
    length = history.ends(LENGTH)
    if known is not None:
        saw += f"; chosen is longer in {known[0]:.0%} of the pairs, shorter in {known[1]:.0%}"
    elif length is not None:
        saw += f"; chosen is {(length.first + length.last) / 2:+.0f} tokens longer than rejected on average"
    if known is not None and max(known) >= _GIVEAWAY:
        means = f"Length gives it away: it teaches to write {'more' if known[0] > known[1] else 'less'}."
    else:
        means = "Something gives chosen away that is no quality: length, an opening, a language, a missing end."
    return Flag(
        history.name,
        "accuracy at 1.0 from the first steps",
        f"{saw}.",
        means,
        "`drift-data check` counts lengths and faults of the pairs; bound the ratio of lengths in their filters, and "
        "watch the length of what the trained model writes.",
    )


def _longer(history: History) -> tuple[float, float] | None:
    """Share of the pairs whose chosen reply is the longer, and the shorter one; None where the pairs are not there."""
    try:
        files = [str(file) for file in history.run.spec().train]
        column = ds.dataset(files).to_table(columns=["length_difference"])["length_difference"].drop_null()
    except (DriftError, OSError, pa.ArrowException):
        return None
    differences = column.to_numpy()
    return (float((differences > 0).mean()), float((differences < 0).mean())) if len(differences) else None


def _grown(ends: Ends) -> float:
    return ends.last - ends.first


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
