import { Readable } from 'node:stream';
import { type AnswerLimits, hold, tooLarge } from './answer-limits.js';
import type { AttemptTimer } from './attempt-timer.js';
import { decoded, withFirst } from './content-encoding.js';
import { ProviderFailure } from '../failures/provider-failure.js';
import type { ProviderResponse } from './received-body.js';

/** Answers of such a length need no other limit. */
const SHORT_BODY = 65_536;
/** More than the name of any field of an event, with a byte order mark before it. */
const LONGEST_FIELD = 16;
/** Of what begins a body so much is looked at. */
const LONGEST_BEGINNING = 1_024;
const NOTHING: Buffer = Buffer.alloc(0);
const EVENT_STREAM = 'text/event-stream';
const JSON_TYPE = 'application/json';
/** How a stream begins, whatever type its server names: by a field or a comment. */
const LIKE_EVENTS = /^\uFEFF?\s*(?:data|event|id|retry|error)?:/;
/** How an answer in one piece begins, whatever type its server names; JSON has no such line in it. */
const LIKE_JSON = /^\uFEFF?\s*[[{]/;
const DATA_LINE = /[\r\n]data:/;
const LINE_END = /[\r\n]/;
const NOT_BLANK = /[^\s\uFEFF]/;

/** How long a body that is read as one text may take, in ms. */
export interface BodyTimes {
  /** Longest silence in the middle of it. */
  idleMs: number;
  /** Since the start of the attempt, to its end: a server may send white space, or a page, for ever. */
  wholeMs: number;
}

/** Whether a response may hold an answer: some servers answer a POST with 201. */
export function isSuccess({ statusCode }: Pick<ProviderResponse, 'statusCode'>): boolean {
  return statusCode >= 200 && statusCode < 300;
}

/** The body of a response, in any encoding. */
export class ResponseBody {
  /** Once it is read piece by piece; most are read whole. */
  private source: AsyncIterable<Buffer> | undefined;
  private readonly encoding: string | undefined;

  constructor(private readonly response: ProviderResponse) {
    const encoding = response.headers['content-encoding'];
    this.encoding = encoding === undefined ? undefined : String(encoding);
  }

  /** Its bytes, once; leaving them early does not close the connection. */
  get bytes(): AsyncIterable<Buffer> {
    this.source ??= this.sourceOf(this.response);
    return this.source;
  }

  /** Whether it is a stream of events, by its beginning: some servers call a stream JSON, and others JSON a stream. */
  async isEventStream(): Promise<boolean> {
    const isNamed = this.type === EVENT_STREAM;
    try {
      const begin = await this.beginning(isNamed);
      return isNamed ? !LIKE_JSON.test(begin) || DATA_LINE.test(begin) : LIKE_EVENTS.test(begin);
    } catch (error) {
      this.cut();
      throw isNamed ? brokenOff(error) : error;
    }
  }

  get isNamedJson(): boolean {
    return this.type === JSON_TYPE;
  }

  /**
   * All of it, or the beginning of an error. A server that stops in the middle of it, or is not done in time, counts as silent.
   * @throws ProviderFailure
   */
  text(timer: AttemptTimer, times: BodyTimes, limits: AnswerLimits): Promise<string> {
    const { body } = this.response;
    if (!(this.length < SHORT_BODY) || this.encoding !== undefined || body.isRead)
      return this.toEnd(timer, times, limits);
    timer.allow(times.idleMs, times.wholeMs);
    return body.text();
  }

  /** As the server names it, in bytes; otherwise `NaN`. */
  private get length(): number {
    return Number(this.response.headers['content-length'] ?? NaN);
  }

  private async toEnd(timer: AttemptTimer, times: BodyTimes, limits: AnswerLimits): Promise<string> {
    try {
      if (isSuccess(this.response) && this.length > limits.maxAnswerBytes) throw tooLarge('The answer');
      return await this.longText(timer, times, limits);
    } finally {
      this.cut();
    }
  }

  /**
   * Whether a text that is no JSON is a stream, of events or of a JSON text a line, whatever its type says. Then its bytes can be read again.
   */
  isStreamAfterAll(text: string): boolean {
    const [line = ''] = text.trimStart().split(LINE_END, 1);
    if (!LIKE_EVENTS.test(text) && !(line.startsWith('{') && line.endsWith('}'))) return false;
    this.source = Readable.from([Buffer.from(text)]);
    return true;
  }

  private get type(): string | undefined {
    const type = String(this.response.headers['content-type'] ?? '');
    return type.split(';', 1)[0]?.trim().toLowerCase();
  }

  /** Closes the connection, which also stops the model. */
  cut(): void {
    this.response.body.cut();
  }

  /** Reads what follows the last event, so that the connection can be used again. */
  drain(): void {
    this.response.body.drain();
  }

  private sourceOf({ body }: ProviderResponse): AsyncIterable<Buffer> {
    return this.encoding === undefined ? body : decoded(body, this.encoding);
  }

  /**
   * Its first bytes, which are read again with the rest.
   * @param isShort whether one character that is not blank is enough
   */
  private async beginning(isShort: boolean): Promise<string> {
    const source = this.bytes[Symbol.asyncIterator]();
    let begin = NOTHING;
    let text = '';
    while (begin.length < LONGEST_FIELD && !(isShort && NOT_BLANK.test(text))) {
      const next = await source.next();
      if (next.done === true) break;
      begin = begin.length === 0 ? next.value : Buffer.concat([begin, next.value]);
      text = begin.toString('utf8', 0, LONGEST_BEGINNING);
    }
    this.source = withFirst(begin, source);
    return text;
  }

  private async longText(
    timer: AttemptTimer,
    { idleMs, wholeMs }: BodyTimes,
    { held, maxAnswerBytes }: AnswerLimits,
  ): Promise<string> {
    const decoder = new TextDecoder();
    let text = '';
    let bytes = 0;
    for await (const part of this.bytes) {
      timer.allow(idleMs, wholeMs);
      bytes += part.length;
      if (bytes > SHORT_BODY) hold(held, part.length);
      text += decoder.decode(part, { stream: true });
      if (bytes <= maxAnswerBytes) continue;
      if (!isSuccess(this.response)) break;
      throw tooLarge('The answer');
    }
    return text + decoder.decode();
  }
}

/** A failure that is known, or what ended a stream before its end. */
export function brokenOff(error: unknown): ProviderFailure {
  if (error instanceof ProviderFailure) return error;
  const { message = String(error) } = error as { message?: string };
  return new ProviderFailure('broken_off', message, {}, { cause: error });
}
