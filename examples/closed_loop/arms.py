"""What is compared: methods, and ways in which DRIFT could go wrong. All begin with the same policy and users."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: Filters of `pair`, all off.
_OFF = {
    "empty": False, "cut": False, "same": None, "refusal": False, "language": False, "about_feedback": False,
    "repeats": False, "longer": None, "shorter": None,
}  # fmt: skip


@dataclass(frozen=True)
class Arm:
    """
    Attributes:
        says: in a few words, for tables.
        rule: of `drift-data pair`.
        pair: laid over the project's settings of pairs.
        misled: share of the complaints that are about right answers, planted.
        control: swapped (chosen and rejected change places) or random (a coin says which is which); "" in earnest.
        samples: replies sampled of each row.
    """

    says: str
    rule: str = "drift"
    pair: dict[str, Any] = field(default_factory=dict)
    misled: float = 0.0
    control: str = ""
    samples: int = 1

    def iteration(self, n: int) -> str:
        """The name of its pairs and run: iter1, spin-iter1, ..."""
        return f"iter{n}" if self.rule == "drift" else f"{self.rule}-iter{n}"


ARMS = {
    "drift": Arm("DRIFT"),
    "spin": Arm("SPIN", rule="spin"),
    "iterdpo": Arm("iterative DPO", rule="iterdpo", pair={"ranker": "guided"}, samples=2),
    "unguided": Arm("DRIFT, no guidance", pair={"guidance": "none"}),
    "unfiltered": Arm("DRIFT, no filters", pair={"filters": _OFF}),
    "misled10": Arm("DRIFT, 10% false complaints", misled=0.1),
    "misled30": Arm("DRIFT, 30% false complaints", misled=0.3),
    "swapped": Arm("control: chosen and rejected swapped", control="swapped"),
    "random": Arm("control: chosen and rejected by coin", control="random"),
}

#: The arms that are compared in full; the others are ablations of DRIFT.
METHODS = ("drift", "spin", "iterdpo")


@dataclass(frozen=True)
class Scale:
    """How much of it.

    Attributes:
        seeds: how many, from 0.
        arms: names.
        conversations: of each deployment.
        iterations: rounds after the warm-up.
        steps: updates of each round, the same for all arms.
        held_out: held-out tasks that each deployed policy answers.
    """

    seeds: int
    arms: tuple[str, ...]
    conversations: int
    iterations: int
    steps: int
    held_out: int


SCALES = {
    "small": Scale(1, ("drift",), 4000, 2, 40, 140),
    "full": Scale(3, tuple(ARMS), 6000, 2, 60, 280),
}
