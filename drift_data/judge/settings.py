"""What the project file says about the judge of mined feedback."""

from __future__ import annotations

from pydantic import Field

from drift_data.section import Section


class Judge(Section):
    """A model that reads unsure rows of mined feedback against a rubric."""

    model: str | None = Field(None, description="A folder or a Hub id.")
    revision: str | None = Field(None, description="Commit, tag or branch of a Hub id.")
    low: float = Field(0.2, ge=0, le=1, description="Rows whose greater score is below this are not asked.")
    high: float = Field(0.8, ge=0, le=1, description="Rows whose greater score is above this are not asked.")
    max_tokens: int = Field(200, ge=16, description="Longest verdict.")
    limit: int | None = Field(None, ge=1, description="At most so many rows are asked.")
    dsat_recall: float = Field(
        0.48,
        gt=0,
        lt=1,
        description="Share of the dissatisfied reactions that the judge calls dsat; GPT-4's by default.",
    )
    dsat_false_alarm: float = Field(
        0.02, gt=0, lt=1, description="Share of the others that it calls dsat; GPT-4's by default."
    )
    sat_recall: float = Field(0.6, gt=0, lt=1, description="Share of the satisfied reactions that it calls sat.")
    sat_false_alarm: float = Field(0.02, gt=0, lt=1, description="Share of the others that it calls sat.")
