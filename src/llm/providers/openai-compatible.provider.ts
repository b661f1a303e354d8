import OpenAI, { APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import type { ChatAnswer, ChatRequest } from '../chat-model.js';
import type { ProviderErrors } from '../llm.errors.js';

export interface ProviderOptions {
  name: string;
  apiKey: string;
  baseUrl: string;
  model: string;
  errors: ProviderErrors;
}

const TOO_MANY_REQUESTS = 429;

/** One server that speaks OpenAI's protocol. It is asked once; whether to ask again is not its decision. */
export class OpenAiCompatibleProvider {
  private readonly client: OpenAI;

  constructor(private readonly options: ProviderOptions) {
    this.client = new OpenAI({ apiKey: options.apiKey, baseURL: options.baseUrl, maxRetries: 0 });
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
          max_tokens: maxTokens,
          response_format: { type: 'json_schema', json_schema: { ...responseSchema, strict: true } },
        },
        { signal: request.signal },
      );
      return { text: this.textOf(answer), provider: name, model: answer.model || model };
    } catch (error) {
      throw this.translate(error, request.signal);
    }
  }

  /** A status of 200 proves nothing: a vLLM behind RunPod may answer it with an error, or without any choice. */
  private textOf(answer: Partial<OpenAI.ChatCompletion>): string {
    const text = answer.choices?.[0]?.message.content;
    if (typeof text !== 'string') throw this.options.errors.failed(200, new Error('An answer without a choice'));
    return text;
  }

  private translate(error: unknown, signal: AbortSignal): unknown {
    const { errors } = this.options;
    if (error instanceof APIUserAbortError && !(signal.reason instanceof DOMException)) return error;
    if (error instanceof APIUserAbortError || error instanceof APIConnectionTimeoutError) return errors.timedOut(error);
    if (!(error instanceof APIError)) return error;
    const status = error.status as number | undefined;
    return status === TOO_MANY_REQUESTS ? errors.rateLimited(error) : errors.failed(status, error);
  }
}
