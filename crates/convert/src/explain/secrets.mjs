// Reads the secrets of a function by the variables that Sealform writes. Put it beside the handler as secrets-of-function.mjs.

import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

const TTL_SECONDS = 300; // how long a parameter is used before it is read again, +-10 % so that instances do not ask at once
// Five attempts in all, with exponential backoff and jitter.
const config = { maxAttempts: 5, requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true } };
const clients = new Map();
const secrets = new Map();
const seconds = () => performance.now() / 1000;

/** What was stored is no secret of the kind that is expected. It is not retried, and the message holds no value. */
export class MalformedSecret extends Error {
  constructor(variable, kind) {
    super(`${variable}: ${kind}`);
    this.name = 'MalformedSecret';
  }
}

/** The clear text of the secret `name`, or the value of its key where `<name>_JSON_KEY` names one; with `ttl` 0 it is read once. */
export async function secret(name, ttl = TTL_SECONDS) {
  const known = of(name);
  if (known.value !== undefined && seconds() < known.freshUntil) return known.value;
  if (known.flight || seconds() >= known.retryAt) {
    // One call reads, the others take what it read, be it an error.
    known.flight ??= read(known, ttl || Infinity).finally(() => { known.flight = undefined; });
    await known.flight;
  }
  if (!known.error || (known.value !== undefined && seconds() < known.staleUntil)) return known.value;
  throw known.error;
}

/** Call this when the secret was refused where it is used: it is read again, at most once in 5 seconds. */
export function invalidate(name) {
  const known = of(name);
  if (seconds() >= known.triedAt + 5) known.freshUntil = known.retryAt = -Infinity;
}

function of(name) {
  if (!secrets.has(name)) {
    secrets.set(name, { name, failures: 0, triedAt: -Infinity, freshUntil: -Infinity, staleUntil: -Infinity, retryAt: -Infinity });
  }
  return secrets.get(name);
}

function client(Client) {
  if (!clients.has(Client)) clients.set(Client, new Client(config));
  return clients.get(Client);
}

async function read(known, ttl) {
  known.triedAt = seconds();
  const jittered = ttl * (0.9 + 0.2 * Math.random());
  try {
    const [value, fixed] = await open(known.name);
    Object.assign(known, { value, error: undefined, failures: 0 });
    // A ciphertext in the environment never changes. An old value serves for twice the time where reading it again fails.
    known.freshUntil = fixed ? Infinity : known.triedAt + jittered;
    known.staleUntil = known.triedAt + 2 * ttl;
  } catch (error) {
    // An answer that cannot be parsed is quoted by the parser.
    known.error = error instanceof SyntaxError ? new Error(`${known.name}: the answer is broken`) : error;
    let wait = jittered;
    if (!(error instanceof MalformedSecret)) {
      known.failures += 1;
      wait = Math.random() * Math.min(60, 2 ** (known.failures - 1));
    }
    known.retryAt = seconds() + wait;
    if (known.value !== undefined && seconds() < known.staleUntil) {
      console.warn(`${known.name}: reading it again failed (${error.name}), the old value is used`);
    }
  }
}

/** The clear text, and whether it is fixed for the life of this instance. */
async function open(name) {
  const path = process.env[`SSM_PATH_TO_${name}`];
  if (path) {
    const answer = await client(SSMClient).send(new GetParameterCommand({ Name: path, WithDecryption: true }));
    return [checked(name, answer.Parameter.Value), false];
  }
  const CiphertextBlob = blob(`ENCRYPTED_${name}`);
  for (const EncryptionContext of contexts(name)) {
    try {
      const answer = await client(KMSClient).send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
      return [checked(name, Buffer.from(answer.Plaintext).toString()), true];
    } catch (error) {
      if (error.name !== 'InvalidCiphertextException') throw error;
    }
  }
  throw new MalformedSecret(`ENCRYPTED_${name}`, `KMS cannot open it: another ${name}_ARN, an Advanced tier parameter, or base64 of base64`);
}

/** The encryption contexts under which `ENCRYPTED_<name>` may have been made. */
function contexts(name) {
  const arn = process.env[`${name}_ARN`];
  if (arn) return [{ PARAMETER_ARN: arn }];
  // By `sealform render` for this function, or by hand without a context.
  return [{ LambdaFunctionName: process.env.AWS_LAMBDA_FUNCTION_NAME }, {}];
}

function blob(variable) {
  const text = process.env[variable] ?? '';
  const bytes = Buffer.from(text, 'base64');
  if (!text) throw new MalformedSecret(variable, 'empty, or not there');
  if (bytes.toString('base64') !== text) throw new MalformedSecret(variable, 'no base64');
  return bytes;
}

/** The clear text or what its `<name>_JSON_KEY` picks. */
function checked(name, text) {
  if (!text) throw new MalformedSecret(name, 'empty');
  const keys = process.env[`${name}_JSON_KEY`];
  const value = keys ? picked(text, keys.split('.')) : text;
  if (value === undefined || value === null) throw new MalformedSecret(name, `no JSON with the key ${keys}`);
  return value;
}

function picked(text, keys) {
  try {
    const into = (value, key) => (typeof value === 'object' && Object.hasOwn(value, key) ? value[key] : undefined);
    return keys.reduce(into, JSON.parse(text));
  } catch {
    // The parser's message would quote the secret.
    return undefined;
  }
}
