import type { TurnBudget } from '../../../resilience/turn-budget.js';
import { type AnswerLimits, hold, isShortJson, parseJson, parseShort } from './answer-limits.js';
import type { AttemptTimer } from './attempt-timer.js';
import type { AnswerChunk, AnswerStream } from './chat-completion.js';
import { EventDecoder } from './event-decoder.js';
import { readFailure } from '../failures/failure-reader.js';
import { emptyAnswer, ProviderFailure, withUsage } from '../failures/provider-failure.js';
import { brokenOff, type ResponseBody } from './response-body.js';
import type { StreamState } from './stream-state.js';

/** How long a server may take to report its usage once the answer is whole, in ms. */
const ENDING_MS = 2_000;
/** The same behind `[DONE]`, where few do. */
const BEHIND_DONE_MS = 250;

/** What is decoded in one go: it may hold thousands of lines or events. */
const SLICE_BYTES = 16_384;
/** Takes no less time than so many bytes, however short it is. */
const BYTES_PER_EVENT = 128;
/** What an event takes in memory besides its text. */
const HELD_PER_EVENT = 100;

const DONE = '[DONE]';
const LONGEST_DONE = 16;

/** What begins like JSON or a page. */
const NO_EVENTS = /^\s*["[{<]/;

/** What a stream is read with. */
export interface StreamReading {
  state: StreamState;
  timer: AttemptTimer;
  /** Longest silence between tokens, in ms. */
  idleMs: number;
  limits: AnswerLimits;
}

/**
 * Reads a stream up to its first content: until then, any fault can still be retried elsewhere.
 * @throws ProviderFailure
 */
export async function openStream(body: ResponseBody, reading: StreamReading): Promise<AnswerStream> {
  const { state, timer, limits } = reading;
  const chunks = readChunks(body, reading);
  const head: AnswerChunk[] = [];
  try {
    while (!head.at(-1)?.isContent) {
      const { value, done } = await chunks.next();
      if (done) {
        if (state.isEmpty) throw emptyAnswer();
        break;
      }
      hold(limits.held, value.data.length + HELD_PER_EVENT);
      head.push(value);
    }
  } catch (error) {
    throw error instanceof ProviderFailure ? withUsage(error, state.reportedUsage) : error;
  }
  const firstTokenMs = timer.elapsedMs;
  return {
    model: state.model,
    firstTokenMs,
    chunks: joined(head, chunks),
    get reportedUsage() {
      return state.reportedUsage;
    },
    get completionText() {
      return state.completionText;
    },
    get completionLength() {
      return state.completionLength;
    },
    get isFlawed() {
      return state.isFlawed;
    },
    get lateFailure() {
      return state.lateFailure;
    },
  };
}

async function* joined(
  head: AnswerChunk[],
  tail: AsyncGenerator<AnswerChunk, void>,
): AsyncGenerator<AnswerChunk, void> {
  try {
    yield* head.splice(0);
    yield* tail;
  } finally {
    // Also where the caller left before the tail was started.
    await tail.return();
  }
}

async function* readChunks(
  body: ResponseBody,
  { state, timer, idleMs, limits }: StreamReading,
): AsyncGenerator<AnswerChunk, void> {
  const decoder = new EventDecoder(limits);
  let isOver = false;
  try {
    for await (const events of eventsOf(body, decoder, limits.turns)) {
      for (const data of events) {
        if (!limits.turns.take(BYTES_PER_EVENT)) await limits.turns.wait(BYTES_PER_EVENT);
        if (isOver) {
          state.takeLate(data);
          continue;
        }
        isOver = isDone(data);
        const chunk = isOver
          ? state.close()
          : isShortJson(data)
            ? state.take(data)
            : await takeLong(state, data, limits);
        if (chunk !== undefined) {
          // The time that the caller takes to read a chunk is not the provider's silence.
          timer.pause();
          yield chunk;
          if (state.isWhole) timer.allow(Math.min(idleMs, ENDING_MS));
          else if (chunk.isContent) timer.allow(idleMs);
          else timer.resume();
        }
        if (isOver) timer.allow(Math.min(idleMs, BEHIND_DONE_MS));
      }
      if (isOver && !state.lacksUsage) break;
    }
    if (!state.isWhole) throw failureAtTheEnd(decoder, state);
  } catch (error) {
    const failure = timer.reason ?? brokenOff(error);
    // Of an answer that is whole only its end is missing or late, unless its caller has gone.
    if (!state.isWhole || failure.failureClass === 'aborted') throw failure;
  } finally {
    timer.stop();
    if (isOver) body.drain();
    else body.cut();
  }
  const usage = state.usageChunk();
  if (usage !== undefined) yield usage;
}

function isDone(data: string): boolean {
  return data.length <= LONGEST_DONE && data.trim() === DONE;
}

async function* eventsOf(body: ResponseBody, decoder: EventDecoder, turns: TurnBudget): AsyncGenerator<string[], void> {
  for await (const bytes of body.bytes) {
    for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
      const slice = bytes.subarray(start, start + SLICE_BYTES);
      // A server that sends faster than we read would be read without a pause.
      if (!turns.take(slice.length)) await turns.wait(slice.length);
      yield decoder.feed(slice);
    }
  }
  yield decoder.end();
}

async function takeLong(state: StreamState, data: string, limits: AnswerLimits): Promise<AnswerChunk | undefined> {
  return state.take(data, await parseJson(data, limits));
}

/** A body without any event may be an error that claims to be a stream, and an event that is no part of the answer may say why it ended. */
function failureAtTheEnd({ textWithoutEvents: text }: EventDecoder, { unknown }: StreamState): ProviderFailure {
  if (NO_EVENTS.test(text)) return readFailure(200, {}, parseShort(text) ?? text);
  if (unknown !== undefined) return readFailure(200, {}, unknown);
  return new ProviderFailure('broken_off', 'The stream ended before the answer did');
}
