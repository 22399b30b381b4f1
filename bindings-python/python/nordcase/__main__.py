"""`python -m nordcase demo`: both stories against the services in memory, with no network."""

from __future__ import annotations

import sys

from nordcase.fastdok import ActionKind, EntryProperty, ObjectEntry
from nordcase.sandbox import Sandbox

USAGE = "usage: python -m nordcase demo"


def demo() -> None:
    """Tells both stories, each with an answer that is lost on the way."""
    sandbox = Sandbox()
    print("FastDok: a tenancy agreement, from its form to the archive")
    with sandbox.fastdok() as fd:
        started = fd.start_case(
            entries=[
                ObjectEntry("Kund", properties=(EntryProperty("Namn", "Åsa Öberg"),)),
                ObjectEntry("Blankett", template_id="12B.2"),
            ]
        )
        print(f"  started  {started.name}, case {started.case_id}")
        assert started.task_id is not None
        fd.perform_action(task_id=started.task_id, action=ActionKind.ACTION_PAY)
        sandbox.fault("fastdok.perform_action", "answer_lost")
        print("  the answer to the payment will be lost on its way")
        receipt = fd.pay_case(
            case_id=started.case_id,
            approve=lambda question: question.balance is not None and question.balance > 500,
            on_progress=lambda progress: print(f"    {progress.doing}  {progress.label}"),
        )
        print(f"  {receipt.outcome}, known by {receipt.seen}; balance {receipt.balance_before} -> {receipt.balance_after}")
        print(f"  the ledger has {len(sandbox.debits)} debit")
        print(f"  archived: {fd.complete_case(case_id=started.case_id).verified}")

    print("\nAltinn: a bankruptcy case, created exactly once")
    with sandbox.case_agency() as agency:
        sandbox.fault("altinn.instantiate_collaboration", "answer_lost")
        print("  the answer to the creation will be lost on its way")
        created = agency.create_case(
            service=("2681", 1),
            reportee="910453092",
            on_progress=lambda progress: print(f"    {progress.doing}  {progress.label}"),
        )
        print(f"  case {created.case_id}, known by {created.sure.how}, sent {created.sent} time")
        for case in agency.iter_cases(service=("2681", 1)):
            print(f"  {case.case_id:7}  {case.current_state_name}")


def main(arguments: list[str]) -> int:
    if arguments != ["demo"]:
        print(USAGE, file=sys.stderr)
        return 2
    demo()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
