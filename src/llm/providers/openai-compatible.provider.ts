import OpenAI, { APIError } from 'openai';
import type { ChatAnswer, ChatRequest } from '../chat-model.js';
import { LlmError, type ProviderErrors } from '../llm.errors.js';

export interface ProviderOptions {
  name: string;
  apiKey: string;
  baseUrl: string;
  model: string;
  errors: ProviderErrors;
}

const OK = 200;
const TOO_MANY_REQUESTS = 429;
/** No caller should be told to wait longer, whatever a provider says; in seconds. */
const LONGEST_RETRY_AFTER = 3_600;
const SENT_HEADERS = ['accept', 'authorization', 'content-type', 'user-agent'];

/** One server that speaks OpenAI's protocol. It is asked once; whether to ask again is not its decision. */
export class OpenAiCompatibleProvider {
  private readonly client: OpenAI;

  constructor(private readonly options: ProviderOptions) {
    const { apiKey, baseUrl } = options;
    this.client = new OpenAI({ apiKey, baseURL: baseUrl, maxRetries: 0, fetch: plainFetch });
  }

  /** @throws LlmError, as the provider's own errors have it */
  async complete(request: ChatRequest): Promise<ChatAnswer> {
    const { name, model } = this.options;
    try {
      const { responseSchema, messages, maxTokens } = request;
      const answer = await this.client.chat.completions.create(
        {
          model,
          messages,
          ...tokenLimit(maxTokens),
          response_format: { type: 'json_schema', json_schema: { ...responseSchema, strict: true } },
        },
        { signal: request.signal },
      );
      return { text: this.textOf(answer), provider: name, model: readableName(answer.model) ?? model };
    } catch (error) {
      throw this.translate(error, request.signal);
    }
  }

  /** A status of 200 proves nothing: a vLLM behind RunPod may answer it with an error, or without any choice. */
  private textOf(answer: unknown): string {
    const { choices } = (answer ?? {}) as { choices?: { message?: { content?: unknown } | null }[] };
    const text = Array.isArray(choices) ? choices[0]?.message?.content : undefined;
    if (typeof text !== 'string') throw this.options.errors.failed(OK, new Error('An answer without a choice'));
    return text;
  }

  private translate(error: unknown, signal: AbortSignal): unknown {
    const { errors } = this.options;
    if (error instanceof LlmError) return error;
    if (signal.aborted) return isTimeout(signal.reason) ? errors.timedOut(error) : error;
    // Whatever is no error of the protocol was thrown while reading an answer that did come.
    if (!(error instanceof APIError)) return errors.failed(OK, error);
    const status = error.status as number | undefined;
    if (status !== TOO_MANY_REQUESTS) return errors.failed(status, error);
    return errors.rateLimited(error, retryAfterOf(error.headers as Headers | undefined));
  }
}

/**
 * Sends what a request needs and follows nobody. Left to itself the SDK would add headers from variables of the process,
 * and follow a redirect, which hands the lead to whoever it names.
 */
async function plainFetch(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const given = new Headers(init.headers);
  const headers = SENT_HEADERS.flatMap((name): [string, string][] => {
    const value = given.get(name);
    return value === null ? [] : [[name, value]];
  });
  return fetch(url, { ...init, headers, redirect: 'error' });
}

/** By its older name, the one that every server of this protocol knows. */
function tokenLimit(maxTokens: number) {
  return { max_tokens: maxTokens };
}

function readableName(model: unknown): string | undefined {
  return typeof model === 'string' && /^[\x20-\x7e]+$/.test(model) ? model : undefined;
}

/** Seconds of a `Retry-After` header; its other form, a date, is not used by any provider we know. */
function retryAfterOf(headers: Headers | undefined): number | undefined {
  const seconds = Number(headers?.get('retry-after') ?? NaN);
  return seconds >= 0 ? Math.min(seconds, LONGEST_RETRY_AFTER) : undefined;
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}
