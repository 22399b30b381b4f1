// Where the service is. In your own program this is one line: the service's address.

import { Sandbox } from "nordcase/sandbox";

const HELP = `There is no service to call. Start a sandbox in another terminal,

  cargo run --bin nordcase-sandbox -- --port 8080

and set NORDCASE_SANDBOX=http://127.0.0.1:8080. Or add --sandbox, which takes one in memory.`;

/** The part of a client's options that says where to send: an address for `fetch`, or a transport into a sandbox in memory. */
export function service() {
  if (process.argv.includes("--sandbox")) {
    return { baseUrl: "https://sandbox.example", transport: new Sandbox().transport };
  }
  const baseUrl = process.env.NORDCASE_SANDBOX;
  if (baseUrl) return { baseUrl };
  console.error(HELP);
  process.exit(2);
}
