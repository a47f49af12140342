// Reads the secrets of a function by the variables that Sealform writes. Put it beside the handler as secrets-of-function.mjs.

import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

const TTL_SECONDS = 300; // how long a parameter is used before it is read again, +-10 % so that instances do not ask at once
const MAX_STALE_SECONDS = 600; // how long the old value serves when reading it again fails
const config = { maxAttempts: 5 }; // five attempts in all, with exponential backoff and jitter
const secrets = new Map();
const seconds = () => performance.now() / 1000;

/** What was stored is no secret of the kind that is expected. It is not retried, and the message holds no value. */
export class MalformedSecret extends Error {
  constructor(variable, kind) {
    super(`${variable}: ${kind}`);
    this.name = 'MalformedSecret';
  }
}

/** The clear text of the secret `name`, or the value of its key where `<name>_JSON_KEY` names one. */
export async function secret(name) {
  const known = of(name);
  if (known.value !== undefined && seconds() < known.freshUntil) return known.value;
  if (seconds() >= known.retryAt) {
    // One call reads, the others wait for what it reads.
    known.flight ??= read(known).finally(() => { known.flight = undefined; });
    await known.flight;
  }
  if (!known.error) return known.value;
  if (known.value !== undefined && seconds() < known.readAt + MAX_STALE_SECONDS) {
    console.warn(`${name}: reading it again failed (${known.error.name}), the old value is used`);
    return known.value;
  }
  throw known.error;
}

/** Call this when the secret was refused where it is used: it is read again, at most once in 5 seconds. */
export function invalidate(name) {
  const known = of(name);
  if (seconds() >= known.readAt + 5) known.freshUntil = known.retryAt = -Infinity;
}

function of(name) {
  if (!secrets.has(name)) secrets.set(name, { name, failures: 0, readAt: -Infinity, freshUntil: -Infinity, retryAt: -Infinity });
  return secrets.get(name);
}

async function read(known) {
  const now = seconds();
  const ttl = TTL_SECONDS * (0.9 + 0.2 * Math.random());
  try {
    const [value, fixed] = await open(known.name);
    // A ciphertext in the environment never changes.
    Object.assign(known, { value, error: undefined, failures: 0, readAt: now, freshUntil: fixed ? Infinity : now + ttl });
  } catch (error) {
    known.error = error;
    if (!(error instanceof MalformedSecret)) known.failures += 1;
    known.retryAt = now + (error instanceof MalformedSecret ? ttl : Math.random() * Math.min(60, 2 ** (known.failures - 1)));
  }
}

/** The clear text, and whether it is fixed for the life of this instance. */
async function open(name) {
  const { env } = process;
  const path = env[`SSM_PATH_TO_${name}`];
  if (path) {
    const answer = await new SSMClient(config).send(new GetParameterCommand({ Name: path, WithDecryption: true }));
    return [checked(name, answer.Parameter.Value), false];
  }
  const arn = env[`${name}_ARN`];
  const EncryptionContext = arn ? { PARAMETER_ARN: arn } : { LambdaFunctionName: env.AWS_LAMBDA_FUNCTION_NAME };
  const text = env[`ENCRYPTED_${name}`] ?? '';
  const CiphertextBlob = Buffer.from(text, 'base64');
  if (!text || CiphertextBlob.toString('base64') !== text) throw new MalformedSecret(`ENCRYPTED_${name}`, 'empty, or no base64');
  try {
    const answer = await new KMSClient(config).send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
    return [checked(name, Buffer.from(answer.Plaintext).toString()), true];
  } catch (error) {
    if (error.name !== 'InvalidCiphertextException') throw error;
    throw new MalformedSecret(`ENCRYPTED_${name}`, `KMS cannot open it: another ${name}_ARN, an Advanced tier parameter, or base64 of base64`);
  }
}

function checked(name, text) {
  if (!text) throw new MalformedSecret(name, 'empty');
  const keys = process.env[`${name}_JSON_KEY`];
  if (!keys) return text;
  try {
    const value = keys.split('.').reduce((value, key) => value[key], JSON.parse(text));
    if (value !== undefined) return value;
  } catch {
    // The parser's message would quote the secret.
  }
  throw new MalformedSecret(name, `no JSON with the key ${keys}`);
}
