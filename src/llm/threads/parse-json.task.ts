/** More values, or deeper nesting, than a useful answer has; copying them to the other thread would take long. */
const MOST_VALUES = 25_000;
const DEEPEST = 64;
/** A JSON text may be the text of a JSON string, as RunPod sends it. */
const MOST_LAYERS = 3;
export type ParsedJson = { state: 'parsed'; value: unknown } | { state: 'no_json' } | { state: 'too_complex' };

/** The value of a JSON text, with the log probabilities of choices as bytes of JSON, and with one number of each vector. */
export default function parseJson(text: string): ParsedJson {
  let value: unknown = text;
  try {
    for (let layer = 0; layer < MOST_LAYERS && typeof value === 'string'; layer++) value = JSON.parse(value);
  } catch {
    if (value === text) return { state: 'no_json' };
  }
  return reduce(value) ? { state: 'parsed', value } : { state: 'too_complex' };
}

/** @returns whether what is left of it is small enough */
function reduce(whole: unknown): boolean {
  let level = [whole];
  let count = 0;
  for (let depth = 0; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if ('choices' in value && Array.isArray(value.choices)) for (const choice of value.choices) packLogprobs(choice);
      if ('logprobs' in value && value.logprobs !== null && !isBytes(value.logprobs)) delete value.logprobs;
      // Of a vector, that it is there.
      if ('embedding' in value && Array.isArray(value.embedding)) value.embedding.splice(1);
      for (const inner of Object.values(value)) if (!isBytes(inner)) next.push(inner);
    }
    count += next.length;
    if (count > MOST_VALUES || depth > DEEPEST) return false;
    level = next;
  }
  return true;
}

/** They are never read, and grow with every token. */
function packLogprobs(choice: unknown): void {
  if (typeof choice !== 'object' || choice === null || !('logprobs' in choice) || choice.logprobs === null) return;
  choice.logprobs = Buffer.from(JSON.stringify(choice.logprobs));
}

function isBytes(value: unknown): value is Buffer {
  return value instanceof Buffer;
}
