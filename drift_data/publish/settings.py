"""What the project file says about publishing."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from drift_data.section import Section


def _is_licence(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.+-]*", text):
        raise ValueError("should be a licence id of the Hub, such as cc-by-4.0, odc-by, apache-2.0 or other")
    return text


Licence = Annotated[str, AfterValidator(_is_licence)]


class SourceLicence(Section):
    """Under which licence some of the logs came."""

    files: str = Field(
        min_length=1, description="Glob over source names, as `drift-data show` prints them, such as hf://owner/name."
    )
    licence: Licence = Field(description="Licence id of the Hub, such as odc-by; other where it has none.")
    share: bool = Field(True, description="false: the licence forbids passing on what is made from it.")

    @property
    def shareable(self) -> bool:
        """Pairs are derived from the logs, and no-derivatives licences forbid sharing those."""
        return self.share and "-nd-" not in f"{self.licence}-"


class Hub(Section):
    """What is published, and what may be."""

    licence: Licence | None = Field(
        None, description="Licence id of the published dataset; by default that of its sources."
    )
    model_licence: Licence | None = Field(None, description="Licence id of published models.")
    sources: list[SourceLicence] = Field(
        default_factory=list,
        description="Licences of the logs. Logs that are not listed are private: public only with --public.",
    )
