"""Makes the blocking clients of those for asyncio, so that there is one text of each method.

    python tools/unasync.py          writes them
    python tools/unasync.py --check  fails if they are not up to date
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "python" / "nordcase"
FILES = {
    "_async_fastdok_operations.py": "_fastdok_operations.py",
    "_async_fastdok.py": "_fastdok_client.py",
    "_async_altinn.py": "_altinn_client.py",
}
WORDS = [
    (r"\basync def\b", "def"),
    (r"\bawait ", ""),
    (r"_async_fastdok_operations import", "_fastdok_operations import"),
    (r"\bAsync(FastDokOperations|FastDok|CaseAgency|Client|Transport|Iterator|Approve|Save|Tell)\b", r"\1"),
    (r" for asyncio\. `[^`]*` is made of this file by", ", blocking. Made of `{source}` by"),
    (r"Iterator, Callable, Mapping", "Callable, Iterator, Mapping"),
]


def blocking(source: str) -> str:
    """The text of the blocking client."""
    text = (PACKAGE / source).read_text(encoding="utf-8")
    for pattern, replacement in WORDS:
        text = re.sub(pattern, replacement.replace("{source}", source), text)
    return text


def main() -> int:
    stale = [target for source, target in FILES.items() if _read(PACKAGE / target) != blocking(source)]
    if "--check" in sys.argv:
        print("\n".join(f"{target} is stale: run tools/unasync.py" for target in stale), end="")
        return 1 if stale else 0
    for source, target in FILES.items():
        (PACKAGE / target).write_text(blocking(source), encoding="utf-8")
    return 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
