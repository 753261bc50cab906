"""Versions of datasets on disk: made once from a step, found by reference, compared, traced, verified.

The store knows nothing of mining or of pairs.
"""

from drift_data.store.diff import Diff, diff
from drift_data.store.fingerprint import file_digest, fingerprint, source_digest
from drift_data.store.gc import Garbage
from drift_data.store.lineage import Lineage
from drift_data.store.load import load
from drift_data.store.manifest import Input, Manifest
from drift_data.store.parquet import ParquetSink
from drift_data.store.step import Step, StepResult
from drift_data.store.store import Made, Store
from drift_data.store.version import Version

__all__ = [
    "Diff",
    "Garbage",
    "Input",
    "Lineage",
    "Made",
    "Manifest",
    "ParquetSink",
    "Step",
    "StepResult",
    "Store",
    "Version",
    "diff",
    "file_digest",
    "fingerprint",
    "load",
    "source_digest",
]
