/** FAULTS 2.10: `nordcase/slim` inside the bundles that servers run, which hold all code and copy no files: it loads, or the error says what to do. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { promisify } from "node:util";

import { tools } from "./site.js";

const here = import.meta.dirname;
const SOURCE = `
import { FastDok, encode, load } from "nordcase/slim";
import { Sandbox, standard } from "nordcase/sandbox";
export async function page() {
  await load();
  const sandbox = new Sandbox();
  const fastdok = new FastDok({ ...standard.fastdok, transport: sandbox.transport });
  const { caseId } = await fastdok.startCase([{ typeNamespace: "Huvudkontrakt", templateId: "12B.2" }]);
  const { outcome } = await fastdok.payCase(caseId, { approve: () => true });
  return outcome + " " + encode("fastdok.get_task", { taskId: "a" }, { baseUrl: "https://forms.example.se", ticket: "t" }).url;
}
if (process.argv[2] === "run") page().then(console.log, (error) => { console.error(error.message); process.exitCode = 1; });
`;
const SAID = "paid https://forms.example.se/API/v1.0/Tasks/a\n";

async function project(name) {
  const folder = join(here, "projects", name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "src.js"), SOURCE);
  return folder;
}

/** Runs a bundle where nothing else is: no sources, no node_modules. */
async function moved(t, folder, file) {
  const elsewhere = await mkdtemp(join(tmpdir(), "nordcase-server-"));
  t.after(() => rm(elsewhere, { recursive: true, force: true }));
  await cp(folder, elsewhere, { recursive: true });
  const { stdout, stderr } = spawnSync(process.execPath, [join(elsewhere, file), "run"], { cwd: elsewhere, encoding: "utf8" });
  assert.equal(stdout, SAID, stderr.slice(0, 3000));
}

/** As Next builds its server: files are put where pages fetch them from, and `new URL` gives the page's address. */
const NEXT = { publicPath: "/_next/", assetModuleFilename: "static/media/[name].[hash:8][ext]" };
for (const [name, output, options] of [
  ["as it is", {}, {}],
  ["as Next does, CommonJS", NEXT, { module: { parser: { javascript: { url: "relative" } } } }],
  ["as Next does, absolute addresses", NEXT, {}],
  ["ES modules", { module: true, chunkFormat: "module", library: { type: "module" } }, { experiments: { outputModule: true } }],
]) {
  for (const mode of ["production", "development"]) {
    test(`2.10: webpack's server build, ${name}, ${mode}`, async (t) => {
      const root = await project(`webpack-server-${name.replace(/\W+/g, "-")}-${mode}`);
      const path = join(root, "dist");
      const filename = output.module ? "server.mjs" : "server.cjs";
      const chunkFilename = output.module ? "[id].mjs" : "[id].cjs";
      const stats = await promisify(tools("webpack"))({
        context: root,
        mode,
        target: "node20",
        entry: "./src.js",
        output: { path, filename, chunkFilename, ...output },
        ...options,
      });
      assert.deepEqual(stats.toJson({ all: false, errors: true }).errors, []);
      await moved(t, path, filename);
    });
  }
}

test("2.10: a fully bundled Vite SSR build", async (t) => {
  const root = await project("vite-ssr");
  const { build } = await import(tools.resolve("vite"));
  await build({
    root,
    configFile: false,
    logLevel: "error",
    build: { ssr: "src.js", outDir: "dist", rollupOptions: { output: { entryFileNames: "server.mjs" } } },
    ssr: { noExternal: true },
  });
  await moved(t, join(root, "dist"), "server.mjs");
});

for (const format of ["esm", "cjs"]) {
  test(`2.10: esbuild's one file, ${format}`, async (t) => {
    const root = await project(`esbuild-server-${format}`);
    const outfile = join(root, `dist/server.${format === "esm" ? "mjs" : "cjs"}`);
    await tools("esbuild").build({ entryPoints: [join(root, "src.js")], outfile, bundle: true, platform: "node", format, logLevel: "error" });
    await moved(t, join(root, "dist"), `server.${format === "esm" ? "mjs" : "cjs"}`);
  });
}

test("2.10: where the file is not found, the error says what to do", async () => {
  const root = await project("esbuild-worker");
  const outfile = join(root, "dist/worker.mjs");
  await tools("esbuild").build({
    entryPoints: [join(root, "src.js")],
    outfile,
    bundle: true,
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["worker", "browser"],
    format: "esm",
    logLevel: "error",
  });
  const { status, stderr } = spawnSync(process.execPath, [outfile, "run"], { encoding: "utf8" });
  assert.equal(status, 1);
  assert.match(stderr, /nordcase\.wasm/);
  assert.match(stderr, /load\(/);
  assert.match(stderr, /import "nordcase"/);
});
