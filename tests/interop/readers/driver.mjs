// Drives the lines that `convert --explain-code node` prints: one command a line in JSON on standard input, one answer a line out.
// The clock is set by the commands, and waiting costs no time.

import { createInterface } from 'node:readline';
import { inspect } from 'node:util';

import { invalidate, MalformedSecret, secret } from './secrets-of-function.mjs';

let now = 0;
let waited = [];
let said = [];
performance.now = () => now * 1000;
console.warn = (text) => said.push(text);
// What a promise waits for has no name; the timeouts of a request have one, and stay.
const timer = globalThis.setTimeout;
globalThis.setTimeout = (callback, delay, ...more) => {
  const waits = callback.name === '' && `${callback}`.includes('[native code]');
  if (waits) waited.push(delay / 1000);
  return timer(callback, waits ? 0 : delay, ...more);
};

async function ask(name, ttl) {
  try {
    return { value: await secret(name, ttl) };
  } catch (error) {
    const text = inspect(error, { showHidden: true, depth: 3 });
    return { error: error.name, malformed: error instanceof MalformedSecret, text };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  Object.assign(process.env, command.environment);
  now = command.at ?? now;
  [waited, said] = [[], []];
  (command.invalidate ?? []).forEach(invalidate);
  const answers = await Promise.all((command.get ?? []).map((name) => ask(name, command.ttl)));
  console.log(JSON.stringify({ answers, said: said.join('\n'), waited }));
}
