/**
 * What a platform's `fetch` does by itself, and what keeps it from doing it. All of it was measured, and is tested against servers that speak HTTP by hand
 * (tests/once.test.mjs, tests/browsers-once.test.mjs):
 *
 * - Node sends a request again that is answered with 421, unless its body is a stream.
 * - Deno sends every request again whose kept connection closes, unless its body is a Blob or a stream, or its connection is a new one.
 * - Bun sends PUT and DELETE again then, unless their connection is not to be kept.
 * - Browsers send everything again then. Only over HTTP/2, and only in Chromium, a stream goes out once; over HTTP/1.1 it is refused unsent.
 */

interface Globals {
  readonly Deno?: {
    readonly permissions?: { querySync(what: object): { readonly state: string } };
    createHttpClient?(options: object): object;
  };
  readonly Bun?: object;
  readonly process?: {
    readonly versions?: { readonly node?: string };
    /** Electron's: a renderer's `fetch` is the browser's. */
    readonly type?: string;
    readonly execArgv?: readonly string[];
    readonly env?: Readonly<Record<string, string | undefined>>;
  };
}
const { Deno, Bun, process } = globalThis as unknown as Globals;

/** Whose `fetch` it is. */
export const PLATFORM: "node" | "deno" | "bun" | "browser" =
  Deno !== undefined ? "deno"
  : Bun !== undefined ? "bun"
  : process?.versions?.node !== undefined && process.type !== "renderer" ? "node"
  : "browser";

/** How a changing request's body is handed over. */
export type Handing = "once" | "plainly";

/** What a request's body needs. */
interface Body {
  /** For the request. */
  readonly init: RequestInit;
  /** Headers besides. */
  readonly headers: [string, string][];
  /** For `fetch` itself, beside the request. */
  readonly beside: object;
}

/** How a body is handed to `fetch`. */
export function bodyOf(method: string, body: Uint8Array, handing: Handing): Body {
  const bytes = body as Uint8Array<ArrayBuffer>;
  const plain: Body = { init: { body: body.length > 0 ? bytes : null }, headers: [], beside: {} };
  if (method === "GET" || handing === "plainly") return plain;
  switch (PLATFORM) {
    case "node":
      // Node sends the length that is asked for, and would send a stream in chunks without it.
      return { ...plain, init: streamed(bytes), headers: [["Content-Length", String(body.length)]] };
    case "deno":
      // An empty Blob would go in chunks.
      return body.length > 0 ? { ...plain, init: { body: new Blob([bytes]) } } : { ...plain, beside: freshConnection() };
    case "bun":
      return method === "POST" ? plain : { ...plain, beside: { keepalive: false } };
    case "browser":
      return { ...plain, init: streamed(bytes) };
  }
}

let fresh: object | undefined;

/** A client of Deno's that keeps no connection. */
function freshConnection(): object {
  fresh ??= Deno?.createHttpClient?.({ poolMaxIdlePerHost: 0 });
  return fresh === undefined ? {} : { client: fresh };
}

function streamed(bytes: Uint8Array): RequestInit {
  // A page's world inside of Node (Vitest's vmThreads) may have fetch without the class of its streams.
  const Stream = globalThis.ReadableStream ?? (new Response("").body?.constructor as typeof ReadableStream);
  const body = new Stream<Uint8Array>({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes);
      // Closed at once: Chromium sends an unfinished stream again from what it has kept of it.
      controller.close();
    },
  });
  return { body, duplex: "half" } as RequestInit;
}

/** Whether a browser takes a stream for a body at all. Those that do not turn it into text. */
export function takesStreams(): boolean {
  let asked = false;
  try {
    const options = {
      body: new ReadableStream(),
      method: "POST",
      get duplex() {
        asked = true;
        return "half";
      },
    };
    const sent = new Request("https://nordcase.invalid", options as RequestInit);
    return asked && !sent.headers.has("Content-Type");
  } catch {
    return false;
  }
}

/**
 * The variable of the environment by which a proxy would get a request for this address in clear: Bun and Deno have them for loopback too, and so has Node
 * where NODE_USE_ENV_PROXY is set. `undefined`: none.
 */
export function proxyFor(url: URL): string | undefined {
  if (url.protocol !== "http:" || PLATFORM === "browser" || !isLoopback(url.hostname)) return undefined;
  if (PLATFORM === "node" && !usesProxies()) return undefined;
  const excepted = (variable("NO_PROXY") ?? variable("no_proxy") ?? "").split(/[\s,]+/);
  if (excepted.some((it) => it === "*" || it === url.hostname || it === url.host)) return undefined;
  const names = ["HTTP_PROXY", "http_proxy", ...(PLATFORM === "node" ? [] : ["ALL_PROXY", "all_proxy"])];
  return names.find((name) => variable(name));
}

/** Whether Node's `fetch` looks for proxies in the environment: from 22.21 on, if it is told to. */
function usesProxies(): boolean {
  if (Number.parseInt(process?.versions?.node ?? "", 10) < 22) return false;
  const told = [...(process?.execArgv ?? []), variable("NODE_OPTIONS") ?? ""].join(" ");
  return variable("NODE_USE_ENV_PROXY") !== undefined || told.includes("--use-env-proxy");
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** A variable of the environment, where it may be read: Deno would ask its user. */
function variable(name: string): string | undefined {
  try {
    if (Deno?.permissions !== undefined && Deno.permissions.querySync({ name: "env", variable: name }).state !== "granted") return undefined;
    return process?.env?.[name] || undefined;
  } catch {
    return undefined;
  }
}
