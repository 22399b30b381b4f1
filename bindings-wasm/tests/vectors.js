/**
 * The shared vectors (tests/vectors, whose README is the schema), run through the package's public functions. Plain JavaScript
 * without imports: the same code runs in Node and in browsers.
 */

/** Runs all cases of all files; gives back how many ran, and a sentence for each that fails. */
export function runVectors(nordcase, files, accesses) {
  const failures = [];
  const names = {};
  for (const [file, { cases }] of Object.entries(files)) {
    for (const test of cases) {
      names[test.kind] = (names[test.kind] ?? 0) + 1;
      try {
        const wrong = KINDS[test.kind](nordcase, test, accesses);
        failures.push(...wrong.map((why) => `${file}: ${test.id}: ${why}`));
      } catch (error) {
        failures.push(`${file}: ${test.id}: ${error.stack ?? error}`);
      }
    }
  }
  return { count: Object.values(names).reduce((sum, count) => sum + count, 0), kinds: names, failures };
}

const utf8 = new TextEncoder();

/** The bytes of a body: text, or parts. */
function bytes(body) {
  const parts = body === undefined || body === null ? [] : Array.isArray(body) ? body : [body];
  const pieces = parts.map((part) => {
    if (typeof part === "string") return utf8.encode(part);
    if (part.repeat) return utf8.encode(part.repeat[0].repeat(part.repeat[1]));
    return Uint8Array.from(part.hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  });
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  pieces.reduce((at, piece) => (all.set(piece, at), at + piece.length), 0);
  return all;
}

/** Values with their generators carried out; a member `bytes` becomes what a user gives. */
export function expand(value) {
  if (Array.isArray(value)) return value.map(expand);
  if (value === null || typeof value !== "object") return value;
  const members = Object.entries(value);
  if (members.length === 1 && members[0][0] === "repeat") return value.repeat[0].repeat(value.repeat[1]);
  return Object.fromEntries(
    members.map(([name, member]) => [
      name,
      name === "bytes" && Array.isArray(member) ? Uint8Array.from(member) : expand(member),
    ]),
  );
}

/** What the README's clean-up leaves. */
function clean(value, inOther = false) {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map((item) => clean(item));
  if (value === null || typeof value !== "object") return value;
  // A nil of Altinn's is `null` in the vectors, and a member that is `undefined` in JavaScript.
  const members = Object.entries(value).map(([name, member]) => [name, inOther ? (member ?? null) : member]);
  const kept = members
    .filter(([, member]) => member !== undefined && (member !== null || inOther))
    .map(([name, member]) => [name, clean(member, name === "other")])
    .filter(([name, member]) => !((name === "extra" || name === "other") && Object.keys(member).length === 0));
  return Object.fromEntries(kept.sort(([one], [other]) => (one < other ? -1 : 1)));
}

const same = (expected, found) => JSON.stringify(clean({ is: expected })) === JSON.stringify(clean({ is: found }));
const differs = (what, expected, found) =>
  same(expected, found)
    ? []
    : [`${what}: expected ${JSON.stringify(clean({ is: expected }))}, found ${JSON.stringify(clean({ is: found }))}`];

/** What a function gives or throws. */
function outcome(run) {
  try {
    return { output: run() };
  } catch (error) {
    if (error.name !== "NordcaseError") throw error;
    return { error };
  }
}

/** A member's name as it is written in TypeScript, in place of the one on the wire. */
const ourName = (field) => field.replace(/(^|\.)[A-Z]/g, (letter) => letter.toLowerCase()).replaceAll(/ID\b/g, "Id");

function checkError(expected, error) {
  if (error === undefined) return ["it was accepted"];
  const all = { ...error.details, kind: error.kind, code: error.code, retry: error.retry };
  const ours = expected.field === undefined ? expected : { ...expected, field: ourName(expected.field) };
  return Object.entries(ours).flatMap(([name, member]) => differs(name, member ?? undefined, all[name] ?? undefined));
}

function checkOutcome({ output, error }, expectedOutput, expectedError) {
  if (expectedError !== undefined) return checkError(expectedError, error);
  return error === undefined ? differs("output", expectedOutput, output) : [`it failed: ${error.message}`];
}

export const accessOf = (test, accesses) => expand(typeof test.access === "string" ? accesses[test.access] : test.access);
export const responseOf = ({ status, headers, body }, change = (it) => it) => ({
  status,
  headers: headers.map(([name, value]) => ({ name, value })),
  body: change(bytes(body)),
});

const KINDS = {
  request(nordcase, test, accesses) {
    const { output, error } = outcome(() => nordcase.encode(test.operation, expand(test.params), accessOf(test, accesses)));
    if (error !== undefined) return [`it is refused: ${error.message}`];
    const { method, url, headers, body } = test.request;
    return [
      ...differs("method", method, output.method),
      ...differs("url", url, output.url),
      ...differs("headers", headers, output.headers.map(({ name, value }) => [name, value])),
      ...differs("body", bytes(body), output.body),
    ];
  },

  input(nordcase, test, accesses) {
    const { error } = outcome(() => nordcase.encode(test.operation, expand(test.params), accessOf(test, accesses)));
    return checkError(test.error, error);
  },

  response(nordcase, test, accesses) {
    const access = accessOf(test, accesses);
    const read = outcome(() => nordcase.decode(test.operation, expand(test.params), access, responseOf(test.response)));
    return checkOutcome(read, test.output, test.error);
  },

  "next-page"(nordcase, { operation, params, items, totalCount, asked, start }) {
    return differs("start", start, nordcase.nextStart(operation, expand(params), items, totalCount, asked));
  },

  "page-mark"(nordcase, { asked, first, remembered, mark }) {
    return differs("mark", mark, nordcase.markPage(asked, first, remembered));
  },

  "error-table"(nordcase, test, accesses) {
    const table = nordcase.errorCodes();
    return test.rows.flatMap((row) => {
      const { code, kind, retry, name } = table.find((it) => it.code === row.code) ?? {};
      const wrong = differs("row", { code: row.code, kind: row.kind, retry: row.retry, name: row.name }, { code, kind, retry, name });
      if (test.operation === undefined || row.number === undefined) return wrong;
      const put = (body) => utf8.encode(new TextDecoder().decode(body).replaceAll("{number}", row.number));
      const access = accessOf(test, accesses);
      const response = responseOf(test.response, put);
      const { error } = outcome(() => nordcase.decode(test.operation, expand(test.params), access, response));
      return [...wrong, ...checkError({ code: row.code, kind: row.kind, retry: row.retry }, error)];
    });
  },

  transport(nordcase, test) {
    return checkError(test.error, nordcase.transportError(test.failure, test.mayHaveArrived, "in a vector", undefined, test.reads));
  },

  workflow(nordcase, test) {
    const machine = test.machine === "fastdok" ? nordcase.fastDokWorkflow : nordcase.caseWorkflow;
    const applied = outcome(() => machine.apply(test.state, test.event));
    return [
      ...differs("allowed", test.allowed, machine.allowed(test.state)),
      ...checkOutcome(applied, test.transition, test.error),
    ];
  },

  machine(nordcase, test) {
    const { output: machine, error } = outcome(() => new nordcase.StateMachine(expand(test.definition)));
    if (test.error !== undefined) return checkError(test.error, error);
    if (error !== undefined) return [`it cannot be loaded: ${error.message}`];
    const findings = machine.check().map(({ code, severity, place }) => ({ code, severity, place }));
    const steps = (test.steps ?? []).flatMap(({ state, event, conditions, step, error: refused }) =>
      checkOutcome(outcome(() => machine.apply(state, event, conditions)), step, refused),
    );
    return [...differs("findings", test.findings, findings), ...steps];
  },

  journey(nordcase, test) {
    const stored = expand(test.stored);
    const text = typeof stored === "string" ? stored : JSON.stringify(stored);
    const loaded = outcome(() => nordcase.journeyDriver.load(test.journey, text));
    if (test.input === undefined) {
      if (test.error !== undefined) return checkError(test.error, loaded.error);
      if (loaded.error !== undefined) return [`it is refused: ${loaded.error.message}`];
      return keeps(stored, JSON.parse(loaded.output)) ? [] : [`stored again it is ${loaded.output}`];
    }
    const access = test.journey.startsWith("fastdok.")
      ? { baseUrl: "https://forms.example.se", ticket: "t" }
      : { baseUrl: "https://www.altinn.no", binding: "basic", systemUserName: "SKDEN", systemPassword: "p" };
    const input = test.input === "woke" ? { input: "woke" } : { input: "decision", value: { approved: true } };
    const resumed = outcome(() => nordcase.journeyDriver.resume(loaded.output, access, "{}", input, 0));
    return checkError(test.error, resumed.error);
  },
};

/** Whether the stored form still says all that it said. */
function keeps(stored, again) {
  if (Array.isArray(stored)) {
    return Array.isArray(again) && stored.length === again.length && stored.every((item, n) => keeps(item, again[n]));
  }
  if (stored !== null && typeof stored === "object") {
    return again !== null && typeof again === "object" && Object.entries(stored).every(([name, it]) => keeps(it, again[name] ?? null));
  }
  return stored === again;
}
