import type { AnswerBody } from './answers/answer-reader.js';
import type { ChatBody, WholeAnswer } from './answers/chat-completion.js';
import { isModelName } from './answers/model-name.js';
import type { TokenCounts } from './answers/price.js';
import { readFailure } from './failures/failure-reader.js';
import { ProviderFailure } from './failures/provider-failure.js';
import { believable, readUsage } from './answers/usage-reader.js';

/** A text, or the tokens of one. */
export type EmbeddingInput = string | number[];

/** A request for embeddings of OpenAI's API; parameters that are not listed here pass through. */
export interface EmbeddingsBody {
  model?: string | null;
  input: EmbeddingInput | EmbeddingInput[];
  [parameter: string]: unknown;
}

/** As the router takes a request: without a message, so that nothing but the input counts as its prompt. */
export function toRouted(body: EmbeddingsBody): ChatBody {
  return { ...body, messages: [] };
}

/** The number of vectors that a request should get. */
function vectorsOf({ input }: ChatBody): number {
  return Array.isArray(input) && typeof input[0] !== 'number' ? input.length : 1;
}

/**
 * Reads the answer to a request for embeddings: one vector for each input, and usage without tokens of an answer.
 * @throws ProviderFailure for what is no list of as many vectors
 */
export function readEmbeddings({ text, value }: AnswerBody, request: ChatBody, model: string): WholeAnswer {
  const { data, usage, model: answered } = (value ?? {}) as Record<string, unknown>;
  if (!Array.isArray(data)) throw readFailure(200, {}, value);
  if (data.length !== vectorsOf(request) || !data.every(isEmbedding)) {
    throw new ProviderFailure('malformed', 'An answer without a vector for each input', { status: 200 });
  }
  return {
    ...{ text, content: '', contents: [], completionText: '', completionLength: 0, finishReasons: [], isFlawed: false },
    model: isModelName(answered) ? answered : model,
    reportedUsage: usageIn(usage),
  };
}

/** Some servers count tokens of an answer, of which there are none. */
function usageIn(usage: unknown): TokenCounts | undefined {
  const reported: unknown = Array.isArray(usage) ? usage[0] : usage;
  const counts = readUsage({ ...(reported as object | undefined), completion_tokens: 0, output_tokens: 0 });
  return believable(counts && { ...counts, completion: 0 }, false);
}

/** A vector comes as numbers, or as base64 where the request says so. */
function isEmbedding(value: unknown): boolean {
  const { embedding } = (value ?? {}) as { embedding?: unknown };
  return (Array.isArray(embedding) || typeof embedding === 'string') && embedding.length > 0;
}
