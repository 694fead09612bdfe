"""Tables that are no text, as text to look at."""

from __future__ import annotations

import io
import json


def parquet(data: bytes, most: int) -> tuple[str, str]:
    """Return the rows of a Parquet file as JSON lines in one array, and the words of its metadata.

    Args:
        most: largest size of the rows, bytes, once unpacked.

    Raises:
        ValueError: it cannot be read, or is larger than that; the message is a clause.
    """
    try:
        import pyarrow as arrow
        from pyarrow import parquet as tables
    except ImportError as error:
        raise ValueError("it is a Parquet file, and pyarrow is not installed (rashomon[parquet])") from error
    try:
        file = tables.ParquetFile(io.BytesIO(data))
        size = sum(file.metadata.row_group(n).total_byte_size for n in range(file.metadata.num_row_groups))
        if size > most:
            raise ValueError(f"it is larger than {most} bytes")
        table = file.read()
    except (arrow.ArrowException, OSError) as error:
        raise ValueError("it is a damaged Parquet file") from error
    told = [table.schema.metadata or {}, *(field.metadata or {} for field in table.schema)]
    about = [part.decode("utf-8", "replace") for each in told for pair in each.items() for part in pair]
    rows = ",\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in table.to_pylist())
    return f"[{rows}]", "\n\n".join([*table.schema.names, *about])
