import { contentOf, hasContent, type Message, wordsOf } from './answer-words.js';
import { isShortJson, parseShort } from './answer-limits.js';
import type { AnswerChunk, ChatBody } from './chat-completion.js';
import { errorIn } from '../failures/error-body.js';
import { readFailure } from '../failures/failure-reader.js';
import { finishReasonOf } from './finish-reason.js';
import { JsonParts } from './json-parts.js';
import { isModelName } from './model-name.js';
import type { TokenCounts } from './price.js';
import { ProviderFailure } from '../failures/provider-failure.js';
import { TextSample } from './text-sample.js';
import { believable, mergeUsage, readUsage } from './usage-reader.js';

/** Malformed chunks of a text that is passed on that are skipped before the stream counts as broken. */
const MOST_SKIPPED = 1;
/** As OpenAI's API has it; an index beyond is no choice. */
const MOST_CHOICES = 128;

interface Choice {
  index?: unknown;
  delta?: Message | null;
  finish_reason?: unknown;
  usage?: unknown;
}

interface ToolCall {
  index?: unknown;
  function?: { arguments?: unknown } | null;
}

type Chunk = Record<string, unknown>;

/** What has arrived of a stream so far. */
export class StreamState {
  model: string;
  /** Whether something was missing or unreadable. */
  isFlawed = false;
  private readonly words = new TextSample();
  private readonly wantsUsage: boolean;
  private readonly isStructured: boolean;
  private readonly choices: number;
  private readonly mostSkipped: number;
  /** The choices that have begun, and why they ended, if they did. */
  private readonly reasons = new Map<number, string | null>();
  private readonly withTools = new Set<number>();
  private readonly json = new JsonParts();
  private usage: TokenCounts | undefined;
  private head: Chunk | undefined;
  private finished = 0;
  private isClosed = false;
  private skipped = 0;
  /** Whether there was an event that is neither a part of an answer nor its usage: it may have said that something failed. */
  private hasUnknown = false;

  /** @param isHeldBack whether the answer can still be had elsewhere, so that nothing of it need be missing */
  constructor(body: ChatBody, model: string, isHeldBack = false) {
    this.model = model;
    this.wantsUsage = body.stream_options?.include_usage === true;
    this.isStructured = (body.response_format?.type ?? 'text') !== 'text';
    this.choices = body.n ?? 1;
    this.mostSkipped = this.isStructured || isHeldBack ? 0 : MOST_SKIPPED;
  }

  /** Whether every choice that was asked for or has begun has a finish_reason. */
  get isWhole(): boolean {
    return this.isClosed || (this.finished >= this.choices && this.finished === this.reasons.size);
  }

  get reportedUsage(): TokenCounts | undefined {
    return believable(this.usage, this.completionLength > 0);
  }

  get completionText(): string {
    return this.words.toString();
  }

  get completionLength(): number {
    return this.words.length;
  }

  /**
   * Takes the data of one event.
   * @param chunk its value, if it is known
   * @returns the part that goes to the caller, if any
   * @throws ProviderFailure for an error in the stream and for data that is no chunk
   */
  take(data: string, chunk: unknown = parseShort(data)): AnswerChunk | undefined {
    if (!isChunk(chunk)) {
      // Of an answer that is whole only its usage can be missing.
      if (!this.isWhole) this.skip();
      return undefined;
    }
    if (errorIn(chunk) !== undefined) throw readFailure(200, {}, chunk);
    this.head ??= headOf(chunk);
    if (isModelName(chunk.model)) this.model = chunk.model;
    this.noteUsage(chunk.usage);
    const choices = Array.isArray(chunk.choices) ? (chunk.choices as (Choice | null)[]) : [];
    this.hasUnknown ||= !isPartOfAnswer(chunk);
    let isContent = false;
    for (const choice of choices) isContent = this.note(choice) || isContent;
    // Groq's own place for it.
    this.noteUsage((chunk.x_groq as { usage?: unknown } | null | undefined)?.usage);
    const hidesUsage = chunk.usage != null && !this.wantsUsage;
    if (choices.length === 0 && hidesUsage) return undefined;
    const hidden = {
      ...(hidesUsage ? { usage: undefined } : {}),
      ...(chunk.error == null ? {} : { error: undefined }),
    };
    // Of a long chunk only a part has been read, which is not passed on in its place.
    const isChanged = Object.keys(hidden).length > 0 && isShortJson(data);
    return { data: isChanged ? JSON.stringify({ ...chunk, ...hidden }) : data, isContent };
  }

  /**
   * Takes the protocol's `[DONE]`. Without a finish_reason it proves nothing on its own; but with words, with whole JSON where
   * there should be JSON, and with nothing in it that could not be read, the answer is taken for whole.
   * @returns the end that callers need to see, where the provider sent none
   */
  close(): AnswerChunk | undefined {
    if (this.isWhole || this.reasons.size === 0 || this.hasUnknown || this.skipped > 0) return undefined;
    const open = [...this.reasons].flatMap(([index, reason]) => (reason === null ? [index] : []));
    if (open.length > 0 && (this.completionLength === 0 || !this.json.areWhole)) return undefined;
    this.isFlawed = true;
    this.isClosed = true;
    if (open.length === 0) return undefined;
    const choices = open.map((index) => ({
      ...{ index, delta: {} },
      finish_reason: this.withTools.has(index) ? 'tool_calls' : 'stop',
    }));
    return { data: JSON.stringify({ ...this.head, choices }), isContent: false };
  }

  private skip(): void {
    this.skipped++;
    this.isFlawed = true;
    if (this.skipped <= this.mostSkipped) return;
    throw new ProviderFailure('malformed', 'Unreadable chunk', { status: 200 });
  }

  private noteUsage(reported: unknown): void {
    const usage = reported == null ? undefined : readUsage(reported);
    if (usage !== undefined) this.usage = mergeUsage(this.usage, usage);
  }

  /** @returns whether the choice holds a part of the answer */
  private note(choice: Choice | null): boolean {
    if (choice === null) return false;
    this.noteUsage(choice.usage);
    const { index: given, delta } = choice;
    const index = isIndex(given) ? given : 0;
    this.noteReason(index, finishReasonOf(choice));
    if (delta == null) return false;
    const words = wordsOf(delta);
    this.words.add(words);
    this.noteJson(index, delta);
    return hasContent(delta, words);
  }

  private noteReason(index: number, reason: string | null): void {
    const known = this.reasons.get(index);
    if (known === undefined) this.reasons.set(index, reason);
    else if (known === null && reason !== null) this.reasons.set(index, reason);
    if (reason !== null && known == null) this.finished++;
  }

  private noteJson(index: number, delta: Message): void {
    const { tool_calls } = delta;
    if (this.isStructured) this.json.add(String(index), contentOf(delta));
    if (!Array.isArray(tool_calls) || tool_calls.length === 0) return;
    this.withTools.add(index);
    for (const call of tool_calls as (ToolCall | null)[]) {
      const given = call?.function?.arguments;
      if (typeof given === 'string') this.json.add(`${index}/${String(call?.index)}`, given);
    }
  }
}

/** Whether a chunk has choices, usage, or the name that the protocol gives to chunks. */
function isPartOfAnswer({ choices, usage, object, x_groq }: Chunk): boolean {
  return Array.isArray(choices) || usage != null || x_groq != null || String(object).startsWith('chat.completion');
}

/** What all chunks of an answer share. */
function headOf({ id, object, created, model }: Chunk): Chunk {
  const texts = Object.entries({ id, object, created, model });
  return Object.fromEntries(texts.filter(([, value]) => typeof value === 'number' || typeof value === 'string'));
}

function isIndex(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < MOST_CHOICES;
}

function isChunk(value: unknown): value is Chunk {
  return typeof value === 'object' && value !== null;
}
