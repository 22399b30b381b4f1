// FastDok: starts a case, pays it once, completes and archives it.
//
//     node fastdok.js --sandbox

import { rm, writeFile } from "node:fs/promises";
import { FastDok, isJourneyError, isNordcaseError } from "nordcase";
import { service } from "./service.js";

// The sandbox's public test user. The real ones belong into your program's configuration.
const fd = new FastDok({
  ...service(),
  apiKey: "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4",
  username: "asa.oberg@bjorken.example",
  password: "Björk&Löv+2026",
});

try {
  // One call, one method. The client signs in by itself. Amounts are text, digit for digit: money is no float.
  const { balance } = await fd.getBalance();
  console.log(`The company has ${balance} SEK`);

  // Jobs of several calls are journeys: whatever gets lost on the way, the case is started once and paid once.
  const { caseId } = await fd.startCase([
    { typeNamespace: "Hyresvard", properties: { Namn: "Bostads AB Björken" } },
    { typeNamespace: "Kund", properties: { Namn: "Åsa Öberg & Söner" } },
    { typeNamespace: "Huvudkontrakt", templateId: "12B.2" },
  ]);
  console.log(`Case ${caseId} is started`);

  // Stored before each request: after a crash, `resume` with this text looks at what has become of the payment before anything else.
  const file = `payment-${caseId}.json`;
  const paid = await fd.payCase(caseId, {
    approve: ({ balance }) => {
      console.log(`Pay from ${balance} SEK? Yes`);
      return true;
    },
    save: (stored) => writeFile(file, stored),
    onProgress: (progress) =>
      console.log(progress.step === "send" ? `  ${progress.label}` : `  wait ${progress.millis} ms`),
  });
  await rm(file);
  console.log(`It is ${paid.outcome}, as known by ${paid.seen}`);

  // Archived cases can never be changed again.
  await fd.completeCase(caseId);
  console.log(`Case ${caseId} is archived`);
  console.log(`The company has ${(await fd.getBalance()).balance} SEK left`);
} catch (error) {
  // A journey that ends without a receipt reports what is certain, and what is safe to do next.
  if (isJourneyError(error)) console.error(error.report.known.join(" "), error.report.safeNext);
  else if (isNordcaseError(error)) console.error(`${error.code}: ${error.message} ${error.whatToDo}`);
  else throw error;
  process.exitCode = 1;
}
