"""Many jobs at once, with a bound on how many, and a progress bar where `tqdm` or `rich` is installed."""

from __future__ import annotations

from nordcase._record import Record
from nordcase._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any


class BatchResult(Record):
    """What became of one item: a value, or an error."""

    item: Any
    """What the job was given."""
    value: Any = None
    """What the job gave back."""
    error: Exception | None = None
    """What the job raised."""


def batch(
    job: Callable[[Any], Any], items: Iterable[Any], *, at_once: int = 4, progress: bool = True, label: str = "cases"
) -> list[BatchResult]:
    """Does a job for each item, so many at once, and gives what became of each, in the order of the items.

    An error of one job does not stop the others. Once the service has refused the credentials, a client sends nothing more.

    >>> [result.value for result in batch(lambda n: n * n, [1, 2, 3], progress=False)]
    [1, 4, 9]
    """
    from concurrent.futures import ThreadPoolExecutor

    from nordcase._errors import input_error
    from nordcase._hooks import dismiss, is_async, is_awaitable

    not_here = "must be awaited, which a batch of threads cannot do: use asyncio.gather with an asynchronous client"
    if is_async(job):
        raise input_error("input.params", "job", not_here)

    def carry_out(item: Any) -> BatchResult:
        try:
            value = job(item)
            if is_awaitable(value):
                dismiss(value)
                raise input_error("input.params", "job", not_here)
            return BatchResult(item, value)
        except Exception as error:
            return BatchResult(item, error=error)

    todo = list(items)
    with ThreadPoolExecutor(max_workers=max(1, at_once)) as pool:
        results = pool.map(carry_out, todo)
        return list(_shown(results, len(todo), label) if progress else results)


def _shown(results: Iterator[BatchResult], total: int, label: str) -> Iterable[BatchResult]:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        pass
    else:
        bar: Iterable[BatchResult] = tqdm(results, total=total, desc=label, unit="case")
        return bar
    try:
        from rich.progress import track
    except ImportError:
        return results
    return track(results, description=label, total=total)
