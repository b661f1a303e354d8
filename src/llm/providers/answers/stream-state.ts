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
import { TextSample } from './text-sample.js';
import {
  believable,
  isOfNoTokens,
  isOfProtocol,
  mergeUsage,
  readUsage,
  sumUsage,
  toProtocol,
  usageBeside,
} from './usage-reader.js';

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
  private readonly wantsUsage: boolean;
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
  private usage: TokenCounts | undefined;
  /** Where choices have their own. */
  private choiceUsage: Map<number, TokenCounts> | undefined;
  private head: Chunk | undefined;
  private finished = 0;
  private isClosed = false;
  private hasSentUsage = false;
  private skipped = 0;
  /** An event that is neither a part of an answer nor its usage, and may have said that something failed. */
  unknown: Chunk | undefined;

  /** @param isHeldBack whether the answer can still be had elsewhere, so that nothing of it need be missing */
  constructor(body: ChatBody, model: string, isHeldBack = false) {
    this.model = model;
    this.wantsUsage = body.stream_options?.include_usage === true;
    this.isStructured = (body.response_format?.type ?? 'text') !== 'text';
    this.choices = body.n ?? 1;
    this.given = new StreamChoices(this.choices);
    this.mostSkipped = this.isStructured || isHeldBack ? 0 : MOST_SKIPPED;
  }

  /** Whether every choice that was asked for or has begun has a finish_reason, and its words are not in what could not be read. */
  get isWhole(): boolean {
    if (this.skipped > 0 && this.completionLength === 0) return false;
    return this.isClosed || (this.finished >= this.choices && this.finished === this.reasons.size);
  }

  get reportedUsage(): TokenCounts | undefined {
    const hasWords = this.completionLength > 0;
    const ofChoices = this.choiceUsage && sumUsage([...this.choiceUsage.values()]);
    return believable(this.usage, hasWords) ?? believable(ofChoices, hasWords);
  }

  /** Whether the usage of an answer that is whole has not come yet: some send it behind `[DONE]`. */
  get lacksUsage(): boolean {
    return this.isWhole && this.reportedUsage === undefined;
  }

  /** Whether the provider says itself that it wrote nothing. */
  get isEmpty(): boolean {
    const reasons = [...this.reasons.values()];
    return this.completionLength === 0 && isOfNoTokens(this.usage) && reasons.every(isStop);
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
    this.usage = merged(this.usage, usageBeside(chunk));
    if (!isPartOfAnswer(chunk) && reasonIn(chunk) !== undefined) this.unknown ??= chunk;
    const choices = Array.isArray(chunk.choices) ? this.given.of(chunk.choices as (Choice | null)[]) : [];
    let isContent = false;
    for (const choice of choices) isContent = this.note(choice) || isContent;
    // Groq's own place for it.
    if (chunk.x_groq != null) this.usage = merged(this.usage, (chunk.x_groq as { usage?: unknown }).usage);
    const hidesUsage = chunk.usage != null && !this.wantsUsage;
    if (choices.length === 0 && (hidesUsage || saysNothing(chunk))) return undefined;
    const changed: Chunk = {
      ...this.usageFor(chunk.usage),
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
    if (open.length > 0 && (this.completionLength === 0 || !this.json.areWhole)) return undefined;
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
    if (isChunk(chunk)) this.usage = merged(this.usage, usageBeside(chunk));
  }

  /** Usage that the caller requested, and that came in a place or at a time where clients do not look for it. */
  usageChunk(): AnswerChunk | undefined {
    const { wantsUsage, hasSentUsage, reportedUsage } = this;
    if (!wantsUsage || hasSentUsage || reportedUsage === undefined) return undefined;
    const usage = toProtocol(undefined, reportedUsage);
    return { data: JSON.stringify({ ...this.head, choices: [], usage }), isContent: false };
  }

  /** Some send a chunk as a list of one, and others an empty list to keep the connection open. */
  private takeList(list: unknown[]): AnswerChunk | undefined {
    const [only] = list;
    if (list.length === 1 && isChunk(only)) return this.take(toText(only), only);
    if (list.length > 0 && !this.isWhole) this.skip();
    return undefined;
  }

  /** What a chunk has in place of the usage that it came with: none for callers that did not ask, and the names that clients know. */
  private usageFor(given: unknown): Chunk {
    if (given == null) return {};
    const usage = this.wantsUsage ? readUsage(given) : undefined;
    this.hasSentUsage ||= believable(usage, this.completionLength > 0) !== undefined;
    if (this.wantsUsage && (usage === undefined || isOfProtocol(given))) return {};
    return { usage: usage && toProtocol(given, usage) };
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
    if (choice.usage != null) this.noteUsageOf(index, choice.usage);
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

  private noteUsageOf(index: number, reported: unknown): void {
    const usage = readUsage(reported);
    if (usage === undefined) return;
    this.choiceUsage ??= new Map();
    this.choiceUsage.set(index, mergeUsage(this.choiceUsage.get(index), usage));
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

/** The usage so far, with another report. */
function merged(usage: TokenCounts | undefined, reported: unknown): TokenCounts | undefined {
  const other = reported == null ? undefined : readUsage(reported);
  return other === undefined ? usage : mergeUsage(usage, other);
}
