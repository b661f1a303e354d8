import type { TokenCounts } from './price.js';
import type { ProviderProfile } from './provider-profile.js';

/** A chat completion request as OpenAI's protocol has it; what we do not know passes through. */
export interface ChatBody {
  model?: string | null;
  messages: unknown[];
  stream?: boolean | null;
  n?: number | null;
  max_tokens?: number | null;
  max_completion_tokens?: number | null;
  response_format?: { type?: unknown; [parameter: string]: unknown } | null;
  stream_options?: { include_usage?: boolean } | null;
  [parameter: string]: unknown;
}

/** How long one attempt may take, and what ends it from outside. */
export interface AttemptLimits {
  /** Ends the attempt when the caller is gone. */
  signal: AbortSignal;
  /** Time for all of it, in ms; of a stream that is passed on as it comes, to its first content. */
  totalMs: number;
  /** Whether a stream is held back until it is whole, so that `totalMs` covers it to its end. */
  isHeldBack: boolean;
  /** Time to the first content token of a stream, or to the whole of another answer, in ms. */
  firstTokenMs: number;
  /** Longest silence after that, in ms. */
  idleMs: number;
  /** Whether to leave pooled connections alone, as the last one broke. */
  freshConnection: boolean;
}

/** An answer in one piece. */
export interface WholeAnswer {
  /** The body as it came. */
  text: string;
  /** What the first choice says; empty where it says nothing in words, as with tool calls. */
  content: string;
  /** All that was said, for counting where the provider does not. */
  completionText: string;
  model: string;
  reportedUsage: TokenCounts | undefined;
  finishReasons: (string | null)[];
}

/** One chunk of a stream. */
export interface AnswerChunk {
  /** The JSON text of the chunk, as it goes to the caller. */
  data: string;
  /** Whether it holds a part of the answer; roles and empty deltas are none. */
  isContent: boolean;
}

/** A stream that has said its first content; what came before it is part of `chunks`. */
export interface AnswerStream {
  readonly model: string;
  /** Time to the first content, in ms. */
  readonly firstTokenMs: number;
  /**
   * Ends only when the answer is whole.
   * @throws ProviderFailure if it breaks off
   */
  readonly chunks: AsyncGenerator<AnswerChunk, void>;
  /** What was used, once the stream has ended; so far nothing, where the provider did not tell. */
  reportedUsage(): TokenCounts | undefined;
  /** All that was said so far, for counting where the provider does not. */
  completionText(): string;
}

/** A server of language models, whatever it speaks; asked once at a time, and never on its own account again. */
export abstract class LlmProvider {
  abstract readonly profile: ProviderProfile;

  /** @throws ProviderFailure */
  abstract complete(body: ChatBody, model: string, limits: AttemptLimits): Promise<WholeAnswer>;

  /** @throws ProviderFailure */
  abstract stream(body: ChatBody, model: string, limits: AttemptLimits): Promise<AnswerStream>;

  /** Closes every connection. */
  abstract close(): Promise<void>;
}
