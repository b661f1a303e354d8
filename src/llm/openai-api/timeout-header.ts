import type { ApiHeaderOptions } from '@nestjs/swagger';
import { ValidationError } from '../../errors/request.errors.js';

const NAME = 'x-llm-timeout-ms';
/** In less no provider answers. */
const SHORTEST_MS = 100;

/** The header by which a request sets the time for its answer. */
export const TIMEOUT_HEADER: ApiHeaderOptions = {
  name: NAME,
  required: false,
  description:
    'Time for the answer, all attempts together, in ms; of a stream that is sent as it arrives, to its first token. By default `LLM_DEADLINE_MS`, at most `LLM_MAX_TIMEOUT_MS`.',
  schema: { type: 'integer', minimum: SHORTEST_MS },
};

/**
 * The time for an answer, from that header.
 * @param maxMs the longest that is allowed
 * @throws ValidationError
 */
export function readTimeout(header: string | undefined, maxMs: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) : NaN;
  if (ms >= SHORTEST_MS && ms <= maxMs) return ms;
  const message = `${NAME} must be a whole number from ${SHORTEST_MS} to ${maxMs}`;
  throw new ValidationError([{ field: NAME, rule: 'chat_request', message }]);
}
