import { contentOfEnvelope } from './answer-envelope.js';
import { contentOf, hasContent, type Message, wordsOf } from './answer-words.js';
import { isShortJson, parseShort } from './answer-limits.js';
import type { AnswerChunk, ChatBody } from './chat-completion.js';
import type { Choice } from './choice-deltas.js';
import { errorIn, reasonIn } from '../failures/error-body.js';
import { readFailure } from '../failures/failure-reader.js';
import { isStop, knownReason } from './finish-reason.js';
import { JsonParts } from './json-parts.js';
import { isModelName } from './model-name.js';
import { toText } from './packed-logprobs.js';
import type { TokenCounts } from './price.js';
import { ProviderFailure } from '../failures/provider-failure.js';
import { type Chunk, headOf, indexOf, isChunk, isPartOfAnswer, saysNothing } from './stream-chunk.js';
import { StreamChoices } from './stream-choices.js';
import { StreamUsage } from './stream-usage.js';
import { TextSample } from './text-sample.js';

/** Malformed chunks of a text that is passed on that are skipped before the stream counts as broken. */
const MOST_SKIPPED = 1;
interface ToolCall {
  index?: unknown;
  function?: { arguments?: unknown } | null;
}

/** What has arrived of a stream so far. */
export class StreamState {
  model: string;
  /** Whether something was missing or unreadable. */
  isFlawed = false;
  /** An error behind the end of the answer. */
  lateFailure: ProviderFailure | undefined;
  private readonly words = new TextSample();
  private readonly isStructured: boolean;
  private readonly choices: number;
  private readonly mostSkipped: number;
  /** The choices that have begun, and why they ended, if they did. */
  private readonly reasons = new Map<number, string | null>();
  /** Choices whose first reason had more words behind it. */
  private reopened: Set<number> | undefined;
  private readonly withTools = new Set<number>();
  private readonly json = new JsonParts();
  private readonly given: StreamChoices;
  private readonly usage: StreamUsage;
  private head: Chunk | undefined;
  private finished = 0;
  private isClosed = false;
  private skipped = 0;
  /** An event that is neither a part of an answer nor its usage, and may have said that something failed. */
  unknown: Chunk | undefined;

  /** @param isHeldBack whether the answer can still be had elsewhere, so that nothing of it need be missing */
  constructor(body: ChatBody, model: string, isHeldBack = false) {
    this.model = model;
    this.usage = new StreamUsage(body.stream_options?.include_usage === true);
    this.isStructured = (body.response_format?.type ?? 'text') !== 'text';
    this.choices = body.n ?? 1;
    this.given = new StreamChoices(this.choices);
    this.mostSkipped = this.isStructured || isHeldBack ? 0 : MOST_SKIPPED;
  }

  /** Whether every choice that was asked for or has begun has a finish_reason, and its words are not in what could not be read. */
  get isWhole(): boolean {
    if (this.skipped > 0 && !this.hasWords) return false;
    return this.isClosed || (this.finished >= this.choices && this.finished === this.reasons.size);
  }

  get reportedUsage(): TokenCounts | undefined {
    return this.usage.reported(this.hasWords);
  }

  /** Whether the usage of an answer that is whole has not come yet: some send it behind `[DONE]`. */
  get lacksUsage(): boolean {
    return this.isWhole && this.reportedUsage === undefined;
  }

  /** Whether the provider says itself that it wrote nothing. */
  get isEmpty(): boolean {
    const reasons = [...this.reasons.values()];
    return !this.hasWords && this.usage.isOfNoTokens && reasons.every(isStop);
  }

  private get hasWords(): boolean {
    return this.completionLength > 0;
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
    if (Array.isArray(chunk)) return this.takeList(chunk);
    if (!isChunk(chunk)) {
      // Of an answer that is whole only its usage can be missing.
      if (!this.isWhole) this.skip();
      return undefined;
    }
    const inner = Array.isArray(chunk.choices) ? undefined : contentOfEnvelope(chunk);
    if (inner !== undefined) return this.take(toText(inner), inner);
    if (errorIn(chunk) !== undefined) {
      this.failWith(readFailure(200, {}, chunk));
      return undefined;
    }
    this.head ??= headOf(chunk);
    if (isModelName(chunk.model)) this.model = chunk.model;
    this.usage.take(chunk);
    if (!isPartOfAnswer(chunk) && reasonIn(chunk) !== undefined) this.unknown ??= chunk;
    const choices = Array.isArray(chunk.choices) ? this.given.of(chunk.choices as (Choice | null)[]) : [];
    let isContent = false;
    for (const choice of choices) isContent = this.note(choice) || isContent;
    if (choices.length === 0 && (this.usage.hides(chunk.usage) || saysNothing(chunk))) return undefined;
    const changed: Chunk = {
      ...this.usage.inPlaceOf(chunk.usage, this.hasWords),
      ...(chunk.error == null ? {} : { error: undefined }),
      ...(choices === chunk.choices ? {} : { choices }),
    };
    const isChanged = Object.keys(changed).length > 0;
    return { data: isChanged ? toText({ ...chunk, ...changed }) : data, isContent };
  }

  /**
   * Takes the protocol's `[DONE]`. Without a finish_reason it proves nothing on its own; but with words, with whole JSON where
   * there should be JSON, and with nothing in it that could not be read, the answer is taken for whole.
   * @returns the end that callers need to see, where the provider sent none
   */
  close(): AnswerChunk | undefined {
    if (this.isWhole || this.reasons.size === 0 || this.unknown !== undefined || this.skipped > 0) return undefined;
    const open = [...this.reasons].flatMap(([index, reason]) => (reason === null ? [index] : []));
    if (open.length > 0 && (!this.hasWords || !this.json.areWhole)) return undefined;
    this.isFlawed = true;
    this.isClosed = true;
    if (open.length === 0) return undefined;
    const choices = open.map((index) => ({
      ...{ index, delta: this.given.endOf(index) },
      finish_reason: this.withTools.has(index) ? 'tool_calls' : 'stop',
    }));
    return { data: JSON.stringify({ ...this.head, choices }), isContent: false };
  }

  /** Takes the data of an event behind `[DONE]`, where only usage is of interest. */
  takeLate(data: string): void {
    const chunk = this.lacksUsage && isShortJson(data) ? parseShort(data) : undefined;
    if (isChunk(chunk)) this.usage.take(chunk);
  }

  /** Usage that the caller requested, and that came in a place or at a time where clients do not look for it. */
  usageChunk(): AnswerChunk | undefined {
    return this.usage.chunk(this.head, this.hasWords);
  }

  /** Some send a chunk as a list of one, and others an empty list to keep the connection open. */
  private takeList(list: unknown[]): AnswerChunk | undefined {
    const [only] = list;
    if (list.length === 1 && isChunk(only)) return this.take(toText(only), only);
    if (list.length > 0 && !this.isWhole) this.skip();
    return undefined;
  }

  /** An error behind the end takes nothing from an answer that is whole. */
  private failWith(failure: ProviderFailure): void {
    if (!this.isWhole) throw failure;
    this.isFlawed = true;
    this.lateFailure ??= failure;
  }

  private skip(): void {
    this.skipped++;
    this.isFlawed = true;
    if (this.skipped <= this.mostSkipped) return;
    throw new ProviderFailure('malformed', 'Unreadable chunk', { status: 200 });
  }

  /** @returns whether the choice holds a part of the answer */
  private note(choice: Choice): boolean {
    const { delta } = choice;
    const index = indexOf(choice);
    this.usage.takeOfChoice(index, choice.usage);
    const words = delta == null ? '' : wordsOf(delta);
    const isContent = delta != null && hasContent(delta, words);
    const reason = knownReason(choice);
    if (isContent) this.reopen(index);
    this.noteReason(index, isContent && this.reopened?.has(index) === true ? null : reason);
    if (delta == null) return false;
    this.words.add(words);
    this.noteJson(index, delta);
    return isContent;
  }

  /** A reason with more words behind it was none: some send one with every chunk. From then on only one without words counts. */
  private reopen(index: number): void {
    if (this.reasons.get(index) == null) return;
    this.reopened ??= new Set();
    this.reopened.add(index);
    this.reasons.set(index, null);
    this.finished--;
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
