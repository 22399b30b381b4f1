// FastDok: starts a case, pays it once, completes and archives it.
//
//     node fastdok.js --sandbox

import { FastDok, isJourneyError, isNordcaseError } from "nordcase";
import { Journal } from "nordcase/journal";
import { service } from "./service.js";

// The sandbox's public test user. The real ones belong into your program's configuration.
const fd = new FastDok({
  ...service(),
  apiKey: "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4",
  username: "asa.oberg@bjorken.example",
  password: "Björk&Löv+2026",
});

// Whether to pay is asked before any money is spent. Only `true` pays.
const approve = ({ balance }) => {
  console.log(`Pay from ${balance} SEK? Yes`);
  return true;
};

// A folder that keeps what is under way, whatever happens to this program. What an earlier run has left is carried on first.
const journal = await Journal.open("journal");
for (const { key, status } of await fd.resumeAll(journal, { approve })) console.log(`From an earlier run: ${key}, ${status}`);

try {
  // One call, one method. The client signs in by itself. Amounts are text, digit for digit: money is no float.
  const { balance } = await fd.getBalance();
  console.log(`The company has ${balance} SEK`);

  // Jobs of several calls are journeys: whatever gets lost on the way, the case is started once and paid once.
  const starting = `start ${crypto.randomUUID()}`;
  const { caseId } = await fd.startCase(
    [
      { typeNamespace: "Hyresvard", properties: { Namn: "Bostads AB Björken" } },
      { typeNamespace: "Kund", properties: { Namn: "Åsa Öberg & Söner" } },
      { typeNamespace: "Huvudkontrakt", templateId: "12B.2" },
    ],
    { save: journal.entry(starting) },
  );
  console.log(`Case ${caseId} is started`);

  const paying = `pay ${caseId}`;
  const paid = await fd.payCase(caseId, {
    approve,
    save: journal.entry(paying),
    onProgress: (progress) =>
      console.log(progress.step === "send" ? `  ${progress.label}` : `  wait ${progress.millis} ms`),
  });
  console.log(`It is ${paid.outcome}, as known by ${paid.seen}`);

  // Archived cases can never be changed again.
  await fd.completeCase(caseId);
  console.log(`Case ${caseId} is archived`);
  console.log(`The company has ${(await fd.getBalance()).balance} SEK left`);

  // What has ended stays in the journal until it is removed.
  for (const key of [starting, paying]) await journal.remove(key);
} catch (error) {
  // A journey that ends without a receipt reports what is certain, and what is safe to do next.
  if (isJourneyError(error)) console.error(error.report.known.join(" "), error.report.safeNext);
  else if (isNordcaseError(error)) console.error(`${error.code}: ${error.message} ${error.whatToDo}`);
  else throw error;
  process.exitCode = 1;
} finally {
  await journal.close();
}
