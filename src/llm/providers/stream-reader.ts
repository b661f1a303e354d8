import type { Dispatcher } from 'undici';
import { createParser } from 'eventsource-parser';
import { type FailureClass, ProviderFailure } from './provider-failure.js';
import type { AttemptTimer } from './attempt-timer.js';
import type { AnswerChunk, AnswerStream, ChatBody } from './chat-completion.js';
import { StreamState } from './stream-state.js';

/** How long a server may keep a connection open after `[DONE]` before we close it. */
const DRAIN_MS = 1_000;
const DRAIN_BYTES = 4_096;
/** How long a server may take to report its usage once the answer is whole, in ms. */
const ENDING_MS = 2_000;

/** Failures that do not matter once the answer is whole: its end is missing or late. */
const HARMLESS_AT_THE_END: FailureClass[] = ['broken_off', 'silent', 'deadline'];

/**
 * Reads a stream up to its first content: until then, any fault can still be retried elsewhere.
 * @throws ProviderFailure
 */
export async function openStream(
  response: Dispatcher.ResponseData,
  body: ChatBody,
  model: string,
  timer: AttemptTimer,
  idleMs: number,
): Promise<AnswerStream> {
  const state = new StreamState(body, model);
  const chunks = readChunks(response, state, timer, idleMs);
  const head: AnswerChunk[] = [];
  while (!head.at(-1)?.isContent) {
    const { value, done } = await chunks.next();
    if (done) break;
    head.push(value);
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
  };
}

async function* joined(
  head: AnswerChunk[],
  tail: AsyncGenerator<AnswerChunk, void>,
): AsyncGenerator<AnswerChunk, void> {
  try {
    yield* head;
    yield* tail;
  } finally {
    // Also where the caller left before the tail was started.
    await tail.return();
  }
}

async function* readChunks(
  response: Dispatcher.ResponseData,
  state: StreamState,
  timer: AttemptTimer,
  idleMs: number,
): AsyncGenerator<AnswerChunk, void> {
  const events: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => events.push(data) });
  const decoder = new TextDecoder();
  let isOver = false;
  try {
    for await (const bytes of response.body as AsyncIterable<Buffer>) {
      parser.feed(decoder.decode(bytes, { stream: true }));
      for (const data of events.splice(0)) {
        isOver = data === '[DONE]';
        if (isOver) break;
        const chunk = state.take(data);
        if (chunk === undefined) continue;
        // The time that the caller takes to read a chunk is not the provider's silence.
        timer.pause();
        yield chunk;
        if (state.isWhole) timer.allow(Math.min(idleMs, ENDING_MS));
        else if (chunk.isContent) timer.allow(idleMs);
        else timer.resume();
      }
      if (isOver) break;
    }
    if (!state.isWhole) throw new ProviderFailure('broken_off', 'The stream ended before the answer did');
  } catch (error) {
    const failure = toFailure(error, timer);
    if (!state.isWhole || !HARMLESS_AT_THE_END.includes(failure.failureClass)) throw failure;
  } finally {
    timer.stop();
    release(response, isOver);
  }
}

/** A connection whose stream has ended is reused; any other is closed, which also stops the model. */
function release(response: Dispatcher.ResponseData, isOver: boolean): void {
  if (!isOver) response.body.destroy();
  else response.body.dump({ limit: DRAIN_BYTES, signal: AbortSignal.timeout(DRAIN_MS) }).catch(() => undefined);
}

function toFailure(error: unknown, timer: AttemptTimer): ProviderFailure {
  if (timer.reason !== undefined) return timer.reason;
  if (error instanceof ProviderFailure) return error;
  const { message = String(error) } = error as { message?: string };
  return new ProviderFailure('broken_off', message, {}, { cause: error });
}
