"""Which format each source is read as: forced, declared by a mapping, or recognised from its content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import duckdb

from drift_data import duck
from drift_data.errors import DriftError
from drift_data.ingest import hub
from drift_data.ingest.detect import SAMPLE, detect
from drift_data.ingest.formats import all_formats
from drift_data.ingest.ingest import Read
from drift_data.ingest.mapping import Mapping, mapping_format
from drift_data.ingest.records import is_parquet, record_samples, unreadable
from drift_data.ingest.sources import Source


def choose_formats(sources: Sequence[Source], forced: str | None, mappings: Sequence[Mapping]) -> list[Read]:
    """The sources with their formats; those without any record are left out.

    Args:
        sources: what to read.
        forced: the name of a format for every source that no mapping names.
        mappings: the project's own.

    Raises:
        DriftError: naming every source whose format is unknown, what was seen, and which formats exist.
    """
    formats = all_formats()
    if forced is not None and forced not in formats:
        raise DriftError(f"There is no format {forced!a}.", why=f"Known formats: {', '.join(formats)}.")
    reads: list[Read] = []
    faults: list[DriftError] = []
    for source in sources:
        format_ = next((mapping_format(mapping) for mapping in mappings if mapping.reads(source.name)), None)
        if format_ is None and forced is not None:
            format_ = formats[forced]
        if format_ is None:
            try:
                format_ = detect(source.name, islice(_samples(source), SAMPLE))
            except DriftError as fault:
                if mappings:
                    declared = ", ".join(repr(mapping.files) for mapping in mappings)
                    fault = DriftError(fault.what, why=f"{fault.why} No mapping is for it: {declared}.", fix=fault.fix)
                faults.append(fault)
                continue
        if format_ is not None:
            reads.append(Read(source, format_))
    if len(faults) == 1:
        raise faults[0]
    if faults:
        more = [f"... and {len(faults) - 10} more."] if len(faults) > 10 else []
        raise DriftError(
            f"{len(faults)} files cannot be read.",
            why="\n".join([*(f"{fault.what} {fault.why}" for fault in faults[:10]), *more]),
            fix="\n".join(dict.fromkeys(fault.fix for fault in faults)),
        )
    return reads


def _samples(source: Source) -> Iterator[str]:
    if source.path is None:
        yield from hub.samples(source.name, SAMPLE)
        return
    try:
        if is_parquet(source.path):
            yield from duck.parquet_samples(source.path, SAMPLE)
        else:
            yield from record_samples(source.path)
    except (OSError, duckdb.Error) as error:
        raise unreadable(source.path, error) from error
