"""Altinn: create a case exactly once, send it an event, put a notice on it, list what runs. Against the services in memory.

    python altinn.py
"""

import asyncio
from datetime import date

from nordcase.sandbox import Sandbox

SERVICE = ("2681", 1)


async def main() -> None:
    async with Sandbox().async_case_agency() as agency:
        created = await agency.create_case(service=SERVICE, reportee="910453092", due=date(2027, 3, 1))
        print("case", created.case_id, "known by", created.sure.how)
        await agency.place_notice(case_id=created.case_id, template="12", tokens={"frist": "1. mars", "navn": "Åsa"})
        receipt = await agency.send_event(case_id=created.case_id, event="3374:1:Instantiated")
        for move in receipt.cases:
            print(move.case_id, move.came_from, "->", move.went_to)
        async for case in agency.iter_cases(service=SERVICE):
            print(case.case_id, case.current_state_name, case.due_date, case.notice_template_id)


if __name__ == "__main__":
    asyncio.run(main())
