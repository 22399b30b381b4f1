/** The vectors on disk, for Node. The stage names their folder in NORDCASE_VECTORS. */
const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const folder = process.env.NORDCASE_VECTORS;
const read = (path) => JSON.parse(readFileSync(join(folder, path), "utf8"));

exports.accesses = read("access.json");
exports.files = Object.fromEntries(
  ["fastdok", "altinn", "shared"].flatMap((group) =>
    readdirSync(join(folder, group)).map((name) => [`${group}/${name}`, read(`${group}/${name}`)]),
  ),
);
