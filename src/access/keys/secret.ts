import { hash, randomBytes } from 'node:crypto';

const PREFIX = 'sa_live_';
const RANDOM_BYTES = 32;
const FORM = /^sa_live_[A-Za-z0-9_-]{43}$/;
/** What of a key is kept in the clear, so that its owner knows it again: 24 of its 256 random bits. */
const HINT_LENGTH = PREFIX.length + 4;

/** A new API key: `sa_live_` and 32 random bytes in base64url. Nobody sees it again after it was handed out. */
export function newSecret(): string {
  return PREFIX + randomBytes(RANDOM_BYTES).toString('base64url');
}

/**
 * What of a key is stored. A plain SHA-256 is enough, as nobody guesses 256 random bits, and it makes the lookup take the
 * same time whatever the key: an index over hashes tells nothing about the keys.
 */
export function hashOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

export function hintOf(secret: string): string {
  return secret.slice(0, HINT_LENGTH);
}

/** Whether `text` claims to be a key of ours, well-formed or not. */
export function claimsToBeSecret(text: string): boolean {
  return text.includes(PREFIX);
}

export function isWellFormedSecret(text: string): boolean {
  return FORM.test(text);
}
