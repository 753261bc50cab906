"""drift-data schema"""

from __future__ import annotations

from .. import console


def command() -> None:
    """Print the JSON Schema of drift.yaml.

    Every key, what it means, and its default.

    \b
    Example:
      drift-data schema > drift.schema.json
    """
    from drift_data.project import Project

    console.json(Project.model_json_schema())
