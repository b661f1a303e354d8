import { ValidationError } from '../../errors/request.errors.js';
import type { EmbeddingInput, EmbeddingsBody } from '../providers/embeddings.js';
import { check, type Check, isObject, keep, problemsIn, text, whole } from './parameters.js';

/** More than any model has. */
const MOST_DIMENSIONS = 100_000;
const RULE = 'embeddings_request';

const OPTIONAL: Record<string, Check> = {
  model: text,
  dimensions: whole(1, MOST_DIMENSIONS),
  encoding_format: check((value) => value === 'float' || value === 'base64', 'float or base64'),
  user: check((value) => typeof value === 'string', 'a text'),
};

/**
 * A request for embeddings that is fit to be sent on.
 * @param maxInputs most inputs of one request
 * @throws ValidationError naming each parameter that is not
 */
export function readEmbeddingsRequest(body: unknown, maxInputs: number): EmbeddingsBody {
  if (!isObject(body))
    throw new ValidationError([{ field: 'body', rule: RULE, message: 'body must be a JSON object' }]);
  const problems = problemsIn(body, OPTIONAL, RULE);
  const wrong = problemOfInput(body.input, maxInputs);
  if (wrong !== undefined) problems.push({ field: 'input', rule: RULE, message: `input ${wrong}` });
  if (problems.length > 0) throw new ValidationError(problems);
  // Most servers refuse a null, which stands for the default in OpenAI's API.
  return keep(body as EmbeddingsBody, (name) => body[name] !== null);
}

function problemOfInput(input: unknown, maxInputs: number): string | undefined {
  if (isOneInput(input)) return undefined;
  if (!Array.isArray(input) || input.length === 0 || !input.every(isOneInput)) {
    return 'must be a text, an array of texts, an array of tokens, or an array of arrays of tokens, none of them empty';
  }
  return input.length > maxInputs ? `must have at most ${maxInputs} texts (LLM_EMBEDDING_INPUTS)` : undefined;
}

function isOneInput(value: unknown): value is EmbeddingInput {
  if (typeof value === 'string') return value !== '';
  return Array.isArray(value) && value.length > 0 && value.every((token) => Number.isSafeInteger(token) && token >= 0);
}
