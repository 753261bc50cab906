"""Arrow arrays and scalars of Python values.

pyarrow imports pandas, where it is installed, when it first converts a Python value itself: a third of a second at each
start. Polars does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pyarrow as pa


def array(values: Sequence[Any], type_: pa.DataType) -> pa.Array:
    """An array of flat values."""
    return pl.Series(values).to_arrow().cast(type_)


def scalar(value: Any, type_: pa.DataType) -> pa.Scalar:
    """One value; where pyarrow takes a plain number too, it would convert that itself."""
    return array([value], type_)[0]
