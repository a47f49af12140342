// Run by Node.js for `${file(x.js):a.b}`: reads {path, address, options} from its input, prints the value as JSON between two marks.
// What the file itself prints is dropped.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const MARK = "\u001e";
const request = JSON.parse(fs.readFileSync(0, "utf8"));
const drop = (_chunk, encoding, done) => {
  const callback = typeof encoding === "function" ? encoding : done;
  if (callback) callback();
  return true;
};
process.stdout.write = drop;
process.stderr.write = drop;

const refused = (name) => async () => {
  throw new Error(`${name} is not there`);
};
const { options } = request;
// What v1 hands in (the running framework) and what later versions do, in one.
const context = {
  options,
  resolveVariable: refused("resolveVariable"),
  resolveConfigurationProperty: refused("resolveConfigurationProperty"),
  processedInput: { commands: [], options },
  pluginManager: { cliOptions: options },
  config: { servicePath: process.cwd() },
};

const load = async (file) => {
  const url = pathToFileURL(file).href;
  try {
    const loaded = require(file);
    return loaded && loaded[Symbol.toStringTag] === "Module" ? (loaded.default ?? loaded) : loaded;
  } catch (error) {
    if (!["ERR_REQUIRE_ESM", "ERR_REQUIRE_ASYNC_MODULE"].includes(error.code) && !(error instanceof SyntaxError)) throw error;
    const loaded = await import(url);
    return loaded.default ?? loaded;
  }
};
const called = async (value, owner) => (typeof value === "function" ? value.call(owner, context) : value);

(async () => {
  const file = await load(path.resolve(request.path));
  let value = await called(file, undefined);
  for (const key of request.address) {
    if (value === null || value === undefined) break;
    value = await called(value[key], value);
  }
  const json = value === null || value === undefined ? "" : JSON.stringify(value);
  let rest = Buffer.from(MARK + (json ?? "") + MARK);
  while (rest.length > 0) rest = rest.subarray(fs.writeSync(1, rest));
  process.exit(0);
})().catch(() => process.exit(1));
