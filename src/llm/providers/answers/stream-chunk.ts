import type { Choice } from './choice-deltas.js';

/** As OpenAI's API has it; an index beyond is no choice. */
const MOST_CHOICES = 128;

/** The value of an event. */
export type Chunk = Record<string, unknown>;

/** Members of a chunk that say nothing by themselves. */
const PLAIN = ['id', 'object', 'created', 'model', 'choices', 'usage', 'system_fingerprint', 'service_tier', 'error'];

/** Whether a chunk has choices, usage, or the name that the protocol gives to chunks. */
export function isPartOfAnswer({ choices, usage, object, x_groq }: Chunk): boolean {
  return Array.isArray(choices) || usage != null || x_groq != null || String(object).startsWith('chat.completion');
}

/** What all chunks of an answer share. */
export function headOf({ id, object, created, model }: Chunk): Chunk {
  const texts = Object.entries({ id, object, created, model });
  return Object.fromEntries(texts.filter(([, value]) => typeof value === 'number' || typeof value === 'string'));
}

/** Whether a chunk without choices has nothing that a client could miss. */
export function saysNothing(chunk: Chunk): boolean {
  if (chunk.usage != null) return false;
  // Only the protocol's own may be more than a sign of life.
  return (
    !Array.isArray(chunk.choices) || Object.keys(chunk).every((name) => PLAIN.includes(name) || chunk[name] == null)
  );
}

export function indexOf({ index }: Choice): number {
  return isIndex(index) ? index : 0;
}

function isIndex(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < MOST_CHOICES;
}

export function isChunk(value: unknown): value is Chunk {
  return typeof value === 'object' && value !== null;
}
