"""sqlite-vec as one of the other vector indexes; see `scale_others.py`.

Through apsw, which brings an SQLite of its own that loads extensions: not every Python's does.
The tables are in memory, and every search looks at all of them.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

RESCORED = 100  # rows that the bits propose, to be compared exactly; 500 take six times as long

Floats = NDArray[np.float32]
Search = Callable[[Floats], Any]


def exact_table(vectors: Floats) -> Search:
    """Every row compared; of unit vectors those of least distance have the greatest cosine."""
    return _table(
        vectors,
        f"e float[{vectors.shape[1]}]",
        "insert into v (rowid, e) values (?, ?)",
        "select rowid from v where e match ? and k = 10 order by distance",
    )


def bits_table(vectors: Floats) -> Search:
    """The signs of every row compared, and exactly those that come nearest."""
    return _table(
        vectors,
        f"signs bit[{vectors.shape[1]}], +e blob",
        "insert into v (rowid, signs, e) values (?1, vec_quantize_binary(?2), ?2)",
        f"""with proposed as materialized (
                select rowid, e from v
                where signs match vec_quantize_binary(?1) and k = {RESCORED}
            )
            select rowid from proposed order by vec_distance_l2(e, ?1) limit 10""",
    )


def _table(vectors: Floats, columns: str, insert: str, select: str) -> Search:
    import apsw
    import sqlite_vec

    database = apsw.Connection(":memory:")
    database.enable_load_extension(True)
    database.load_extension(sqlite_vec.loadable_path())
    database.execute(f"create virtual table v using vec0({columns})")
    with database:
        database.executemany(insert, ((i, row.tobytes()) for i, row in enumerate(vectors)))
    return lambda query: database.execute(select, (query.tobytes(),)).fetchall()
