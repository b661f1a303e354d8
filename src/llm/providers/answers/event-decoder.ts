import { createParser } from 'eventsource-parser';
import { type AnswerLimits, hold, isShortJson, parseShort, tooLarge } from './answer-limits.js';
import { BareLines } from './bare-lines.js';

const SHORT_EVENT = 65_536;
const LINE_END = /[\r\n]/;
/** The data of events that only keep a connection open: nothing, a comment that a proxy made data of, or a word. */
const SIGN_OF_LIFE = /^(?:\s*$|:|(?:ping|heart-?beat|keep-?alive)\s*$)/i;
/** Of a long event; each line is a text of its own until the event is complete. */
const MOST_LINES = 10_000;
/** Of what is no stream of events so much is kept. */
const LONGEST_HEAD = 4_096;

/** The data of server-sent events, from bytes as they come: with any line ends, and in one line each. */
export class EventDecoder {
  private readonly events: string[] = [];
  private readonly decoder = new TextDecoder();
  private readonly bareLines = new BareLines();
  private readonly parser: { feed: (text: string) => void };
  /** Bytes so far. */
  bytesRead = 0;
  private before = '';
  private hasEvents = false;

  /** Characters of an event that has begun, those of them that are held, and its lines since it is long. */
  private pending = 0;
  private held = 0;
  private lines = 0;

  constructor(private readonly limits: Pick<AnswerLimits, 'maxAnswerBytes' | 'maxStreamBytes' | 'held'>) {
    this.parser = createParser({
      maxBufferSize: limits.maxAnswerBytes,
      onEvent: ({ event, data }) => {
        if (SIGN_OF_LIFE.test(data)) return;
        if (event === 'error') this.events.push(asError(data));
        else if (data.includes('\n')) this.events.push(...inOneLine(data));
        else this.events.push(data);
      },
    });
  }

  /** The beginning of a body in which there was no event. */
  get textWithoutEvents(): string {
    return this.hasEvents ? '' : this.before;
  }

  /**
   * The events that these bytes complete.
   * @throws ProviderFailure if the stream, or one event, is too large, or there is no room for it
   */
  feed(bytes: Buffer): string[] {
    this.bytesRead += bytes.length;
    if (this.bytesRead > this.limits.maxStreamBytes) throw tooLarge('The stream');
    return this.parse(this.decoder.decode(bytes, { stream: true }));
  }

  /** The last event, where the stream ends without the blank line that should follow it. */
  end(): string[] {
    return this.parse(`${this.decoder.decode()}\n\n`);
  }

  private parse(text: string): string[] {
    try {
      this.parser.feed(this.bareLines.named(text));
    } catch {
      // The parser takes nothing more after an event that exceeds its limit.
      throw tooLarge('An event of the stream');
    }
    const events = this.events.splice(0);
    this.account(text, events.length > 0);
    this.hasEvents ||= events.length > 0;
    if (!this.hasEvents && this.before.length < LONGEST_HEAD) this.before += text;
    return events;
  }

  /** Short events come and go; of a long one every part is held until the one after it begins. */
  private account(text: string, isComplete: boolean): void {
    if (this.pending === 0) this.held = this.giveBack();
    this.pending += text.length;
    if (this.pending > SHORT_EVENT) {
      hold(this.limits.held, text.length);
      this.held += text.length;
      this.lines += linesIn(text);
      if (this.lines > MOST_LINES) throw tooLarge('An event of the stream');
    }
    if (isComplete) this.pending = this.lines = 0;
  }

  private giveBack(): 0 {
    if (this.held > 0) this.limits.held.giveBack(this.held);
    return 0;
  }
}

function linesIn(text: string): number {
  return text.split(LINE_END).length - 1;
}

/** An event that is called an error is one, whatever it holds. */
function asError(data: string): string {
  const value = isShortJson(data) ? parseShort(data) : undefined;
  const isNamed = typeof value === 'object' && value !== null && 'error' in value;
  return JSON.stringify(isNamed ? value : { error: value ?? { message: data.slice(0, LONGEST_HEAD) } });
}

/**
 * Several lines of data are one text, by the standard. Some servers leave out the blank line between events, so that each line is a
 * text of its own.
 */
function inOneLine(data: string): string[] {
  if (isShortJson(data) && parseShort(data) === undefined) return data.split('\n').filter((line) => line !== '');
  return [data.replaceAll('\n', ' ')];
}
