import { ProviderFailure } from './provider-failure.js';
import { readUsage, wordsOf } from './answer-reader.js';
import { isModelName } from './model-name.js';
import { errorIn, readFailure } from './failure-reader.js';
import type { AnswerChunk, ChatBody } from './chat-completion.js';
import type { TokenCounts } from './price.js';

/** Malformed chunks that are skipped before the stream counts as broken. */
const MOST_SKIPPED = 1;

interface Choice {
  index?: unknown;
  delta?: { tool_calls?: unknown; audio?: unknown } | null;
  finish_reason?: unknown;
}

/** What has arrived of a stream so far. */
export class StreamState {
  model: string;
  reportedUsage: TokenCounts | undefined;
  completionText = '';
  private readonly wantsUsage: boolean;
  private readonly isStructured: boolean;
  private readonly choices: number;
  private readonly finished = new Set<unknown>();
  private skipped = 0;

  constructor(body: ChatBody, model: string) {
    this.model = model;
    this.wantsUsage = body.stream_options?.include_usage === true;
    this.isStructured = (body.response_format?.type ?? 'text') !== 'text';
    this.choices = body.n ?? 1;
  }

  /** Whether every choice has a finish_reason; the protocol's own `[DONE]` proves nothing. */
  get isWhole(): boolean {
    return this.finished.size >= this.choices;
  }

  /**
   * Takes the data of one event.
   * @returns the part that goes to the caller, if any
   * @throws ProviderFailure for an error in the stream and for data that is no chunk
   */
  take(data: string): AnswerChunk | undefined {
    const chunk = this.parse(data);
    if (chunk === undefined) return undefined;
    if (errorIn(chunk) !== undefined) throw readFailure(200, {}, chunk);
    if (isModelName(chunk.model)) this.model = chunk.model;
    const usage = readUsage(chunk.usage);
    if (usage !== undefined) this.reportedUsage = usage;
    const choices = Array.isArray(chunk.choices) ? (chunk.choices as (Choice | null)[]) : [];
    let isContent = false;
    for (const choice of choices) isContent = this.note(choice) || isContent;
    const hidesUsage = chunk.usage != null && !this.wantsUsage;
    if (choices.length === 0 && hidesUsage) return undefined;
    return { data: hidesUsage ? JSON.stringify({ ...chunk, usage: undefined }) : data, isContent };
  }

  private parse(data: string): Record<string, unknown> | undefined {
    try {
      const chunk: unknown = JSON.parse(data);
      if (typeof chunk === 'object' && chunk !== null) return chunk as Record<string, unknown>;
      this.skip();
    } catch (error) {
      if (error instanceof ProviderFailure) throw error;
      this.skip(error);
    }
    return undefined;
  }

  private skip(cause?: unknown): void {
    this.skipped++;
    if (!this.isStructured && this.skipped <= MOST_SKIPPED) return;
    throw new ProviderFailure('malformed', 'Unreadable chunk', { status: 200 }, { cause });
  }

  /** @returns whether the choice holds a part of the answer */
  private note(choice: Choice | null): boolean {
    if (choice === null) return false;
    if (typeof choice.finish_reason === 'string') this.finished.add(choice.index ?? 0);
    const { tool_calls, audio } = choice.delta ?? {};
    const words = wordsOf(choice.delta);
    this.completionText += words;
    return words !== '' || (Array.isArray(tool_calls) ? tool_calls.length > 0 : Boolean(audio));
  }
}
