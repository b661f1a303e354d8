import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The first byte of what is stored. */
const PLAIN = Buffer.of(0);
const SEALED = Buffer.of(1);

/**
 * The bytes of an answer as they are stored. With a secret, only its owner can read them; it is stored neither in the
 * database nor in backups.
 * @param context what the answer belongs to; under another context it cannot be opened
 * @param secret the API key as the caller sent it; without one, the answer is stored as it is
 */
export function sealAnswer(answer: string, context: Buffer, secret: string | undefined): Buffer {
  if (secret === undefined) return Buffer.concat([PLAIN, Buffer.from(answer)]);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyOf(secret, context), nonce);
  const sealed = [cipher.update(answer, 'utf8'), cipher.final()];
  return Buffer.concat([SEALED, nonce, cipher.getAuthTag(), ...sealed]);
}

/** The answer, or `undefined` if it was sealed with another secret, for another context, or was changed since. */
export function openAnswer(stored: Buffer, context: Buffer, secret: string | undefined): string | undefined {
  if (stored[0] === PLAIN[0]) return stored.toString('utf8', 1);
  if (secret === undefined) return undefined;
  const nonce = stored.subarray(1, 1 + NONCE_BYTES);
  const tag = stored.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, keyOf(secret, context), nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(tag);
  const opened = decipher.update(stored.subarray(1 + NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([opened, decipher.final()]).toString();
  } catch {
    return undefined;
  }
}

/** A key of its own for each answer (RFC 5869). */
function keyOf(secret: string, context: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, context, 'sales-agent idempotent answer', KEY_BYTES));
}
