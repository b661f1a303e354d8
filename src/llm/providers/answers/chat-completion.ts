import type { Choice } from './choice-deltas.js';
import type { ProviderFailure } from '../failures/provider-failure.js';
import type { TokenCounts } from './price.js';

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** A chat completion request of OpenAI's API; parameters that are not listed here pass through. */
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

/** What is known of an answer; of a stream, so far. */
export interface Completion {
  /** The model that answered, as the provider names it. */
  readonly model: string;
  /** The text of the answer, or of a long one its beginning, for counting tokens where the provider does not. */
  readonly completionText: string;
  /** Characters of all of the text. */
  readonly completionLength: number;
  /** Token counts of the provider; `undefined` where it reported none that can be true. */
  readonly reportedUsage: TokenCounts | undefined;
  /** Whether something was missing or unreadable in an answer that is whole nevertheless. */
  readonly isFlawed: boolean;
  /** What the provider said had failed, once the answer was whole. */
  readonly lateFailure?: ProviderFailure | undefined;
}

/** An answer in one piece. */
export interface WholeAnswer extends Completion {
  /** The response body, unchanged. */
  text: string;
  /** Text of the first choice; empty where it has none, as with tool calls. */
  content: string;
  /** Text of each choice. */
  contents: string[];
  finishReasons: (string | null)[];
  /** The choices as they go to the caller; an answer of vectors has none. */
  choices?: readonly (Choice | null)[];
}

export interface AnswerChunk {
  /** JSON text of the chunk, as it goes to the caller. */
  data: string;
  /** Whether it holds a part of the answer; roles and empty deltas do not. */
  isContent: boolean;
}

/** A stream whose first content has arrived; `chunks` begins with what came before it. */
export interface AnswerStream extends Completion {
  /** Time to the first content, in ms. */
  readonly firstTokenMs: number;
  /**
   * Ends only when the answer is whole.
   * @throws ProviderFailure if the stream breaks
   */
  readonly chunks: AsyncGenerator<AnswerChunk, void>;
}
