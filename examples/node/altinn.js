// Altinn's CaseAgencySystem: creates a case exactly once, sends an event, sets a notice, lists the cases.
//
//     node altinn.js --sandbox

import { CaseAgency, isServiceError } from "nordcase";
import { service } from "./service.js";

// The sandbox's public test system. The real name and password belong into your program's configuration.
const agency = new CaseAgency({ ...service(), systemUserName: "SKDEN", systemPassword: "sandkasse-2681" });
const edition = { externalServiceCode: "2681", externalServiceEditionCode: 1 };

// The service has no idempotency key. The journey looks before it creates, and again if the reply is lost: one case, whatever happens.
const { caseId } = await agency.createCase({ ...edition, reporteeNumber: "910453092", dueDate: "2027-03-01T00:00:00" });
console.log(`Case ${caseId} is created`);

// An event that does not fit the case's state is no error: its result says that nothing changed.
for (const result of await agency.notifyEvent({ caseId, event: "3374:1:Instantiated" })) {
  console.log(`Case ${result.caseId}: changed ${result.isStateChanged}, now ${result.currentStateName}`);
}

await agency.placeNotice({
  caseId,
  noticeTemplateId: "12",
  noticeTokens: [
    { tokenKey: "navn", tokenValue: "Ærlig & Sønn AS" },
    { tokenKey: "frist", tokenValue: "1. mars 2027" },
  ],
});

for (const found of await agency.getCaseList({ ...edition, languageId: 1033 })) {
  console.log(
    `${found.caseId} ${found.caseName}: ${found.currentStateFriendlyName}, due ${found.dueDate}, notice ${found.noticeTemplateId}`,
  );
}

// What the service refuses is an error with a stable code, its meaning, and what to do.
try {
  await agency.getCaseList({ caseId: 1002 });
} catch (error) {
  if (!isServiceError(error)) throw error;
  console.log(`${error.code}: ${error.message}. ${error.whatToDo}`);
}
