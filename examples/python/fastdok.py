"""FastDok: start a form case, pay it, archive it. Against the services in memory unless the environment names a real account.

    python fastdok.py
    FASTDOK_API_KEY=… FASTDOK_USER=… FASTDOK_PASSWORD=… python fastdok.py     the development service

The folder `journal` beside it has what must survive the process: run it again after a crash, and it looks first.
"""

import os

from nordcase import FastDok, Journal, JourneyError
from nordcase.fastdok import EntryProperty, ObjectEntry
from nordcase.journeys import PaymentQuestion
from nordcase.sandbox import Sandbox


def client() -> FastDok:
    if "FASTDOK_API_KEY" not in os.environ:
        return Sandbox().fastdok()
    return FastDok(
        base_url=FastDok.development,
        api_key=os.environ["FASTDOK_API_KEY"],
        username=os.environ["FASTDOK_USER"],
        password=os.environ["FASTDOK_PASSWORD"],
    )


def approve(question: PaymentQuestion) -> bool:
    """Your own rule: look at the order before money is spent."""
    print("to pay:", question.order, "balance:", question.balance)
    return question.balance is not None and question.balance > 500


def main() -> None:
    with Journal("journal") as journal, client() as fd:
        for key, carried_on in fd.resume_all(journal, approve=approve).items():
            print(key, carried_on.error or carried_on.value)
        started = fd.start_case(
            entries=[
                ObjectEntry("Kund", properties=(EntryProperty("Namn", "Åsa Öberg"),)),
                ObjectEntry("Blankett", template_id="12B.2"),
            ]
        )
        assert started.task_id is not None
        fd.perform_action(task_id=started.task_id, action="ActionPay")
        try:
            receipt = fd.pay_case(case_id=started.case_id, approve=approve, save=journal.entry(started.case_id))
        except JourneyError as error:
            print(error.report.known, error.report.unknown, error.report.safe_next, sep="\n")
            raise
        journal.remove(started.case_id)
        print(receipt.outcome, "balance now", receipt.balance_after)
        print("archived:", fd.complete_case(case_id=started.case_id).verified)


if __name__ == "__main__":
    main()
