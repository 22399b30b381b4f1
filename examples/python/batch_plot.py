"""Pays many cases at once and draws what became of them, for people who would rather look. Needs matplotlib.

    python batch_plot.py outcome.png
"""

import sys
from collections import Counter

from nordcase import BatchResult, batch
from nordcase.fastdok import ObjectEntry
from nordcase.journeys import PayReceipt
from nordcase.sandbox import Sandbox


def outcome(result: BatchResult) -> str:
    if isinstance(result.value, PayReceipt):
        return f"{result.value.outcome}, known by {result.value.seen}"
    return getattr(result.error, "code", "error")


def main(file: str) -> None:
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    sandbox = Sandbox()
    fd = sandbox.fastdok()
    case_ids: list[str] = []
    for _ in range(15):
        started = fd.start_case(entries=[ObjectEntry("Blankett", template_id="12B.2")])
        assert started.task_id is not None
        fd.perform_action(task_id=started.task_id, action="ActionPay")
        case_ids.append(started.case_id)
    for nth in (2, 5):
        sandbox.fault("fastdok.perform_action", "answer_lost", nth=nth)
    results = batch(lambda case_id: fd.pay_case(case_id=case_id, approve=lambda _: True), case_ids, at_once=3)

    counts = Counter(outcome(result) for result in results)
    figure, axes = pyplot.subplots(figsize=(8, 2.5), layout="constrained")
    bars = axes.barh(list(counts), list(counts.values()))
    axes.bar_label(bars)
    axes.set_title(f"{len(case_ids)} payments, {len(sandbox.debits)} debits in the ledger")
    figure.savefig(file)
    print(dict(counts))


if __name__ == "__main__":
    main(*sys.argv[1:2] or ["outcome.png"])
