import { Readable } from 'node:stream';
import type { HeldBytes } from '../../resilience/byte-budget.js';
import { hold } from '../providers/answers/answer-limits.js';
import type { TurnBudget } from '../../resilience/turn-budget.js';
import type { AnswerChunk } from '../providers/answers/chat-completion.js';

/** What a chunk takes besides its text, which may be a few characters. */
const BYTES_PER_CHUNK = 100;

/**
 * The chunks of a stream that are kept in memory.
 * @throws ProviderFailure if there is no room for another one
 */
export async function* holding(
  chunks: AsyncGenerator<AnswerChunk, void>,
  held: HeldBytes,
): AsyncGenerator<AnswerChunk, void> {
  for await (const chunk of chunks) {
    hold(held, chunk.data.length + BYTES_PER_CHUNK);
    yield chunk;
  }
}

/**
 * A stream that is sent once it is whole. Its room is given back when its reader has it, or has left.
 * @param turns what one turn of the event loop sends: a reader may take chunks as fast as there are any
 */
export async function heldBack(
  arriving: AsyncGenerator<AnswerChunk, void>,
  held: HeldBytes,
  reader: AbortSignal,
  turns: TurnBudget,
): Promise<Readable> {
  const chunks: AnswerChunk[] = [];
  for await (const chunk of arriving) chunks.push(chunk);
  const onAbort = () => {
    held.release();
  };
  reader.addEventListener('abort', onAbort, { once: true });
  return Readable.from(releasing(chunks, held, turns));
}

/** The chunks; with the last one, or when their reader leaves, what is held of them is given back. */
async function* releasing(
  chunks: readonly AnswerChunk[],
  held: HeldBytes,
  turns: TurnBudget,
): AsyncGenerator<AnswerChunk, void> {
  try {
    for (const chunk of chunks) {
      const bytes = chunk.data.length + BYTES_PER_CHUNK;
      if (!turns.take(bytes)) await turns.wait(bytes);
      yield chunk;
    }
  } finally {
    held.release();
  }
}
