import { hash, randomBytes } from 'node:crypto';

const PREFIX = 'sa_live_';
const RANDOM_BYTES = 32;
const FORM = /^sa_live_[A-Za-z0-9_-]{43}$/;
/** Characters stored in the clear, so that the owner recognizes the key: 24 of its 256 random bits. */
const HINT_LENGTH = PREFIX.length + 4;

/** A new API key: `sa_live_` and 32 random bytes in base64url. It is shown once and stored only as a hash. */
export function newSecret(): string {
  return PREFIX + randomBytes(RANDOM_BYTES).toString('base64url');
}

/**
 * The stored form of a key. Plain SHA-256 is enough, as 256 random bits cannot be guessed; and a lookup by hash takes the
 * same time for every key, so its timing reveals nothing about the keys.
 */
export function hashOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

export function hintOf(secret: string): string {
  return secret.slice(0, HINT_LENGTH);
}

/** Whether `text` contains what looks like one of our keys, well-formed or not. */
export function containsApiKey(text: string): boolean {
  return text.includes(PREFIX);
}

export function isWellFormedApiKey(text: string): boolean {
  return FORM.test(text);
}
