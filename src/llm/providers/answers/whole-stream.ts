import type { AnswerChunk, AnswerStream, ChatBody, WholeAnswer } from './chat-completion.js';
import { type GivenChoice, messageOf, withIndexes } from './choice-deltas.js';

/**
 * An answer in one piece as the stream that was asked for: one chunk of all of it, and one of its usage if the caller wants it.
 * Some servers stream no tool calls, or nothing at all.
 * @param value the answer as it came
 */
export function asStream(answer: WholeAnswer, value: object, body: ChatBody, firstTokenMs: number): AnswerStream {
  return { ...answer, firstTokenMs, chunks: chunksOf(answer, value, body.stream_options?.include_usage === true) };
}

async function* chunksOf(
  { finishReasons }: WholeAnswer,
  value: object,
  wantsUsage: boolean,
): AsyncGenerator<AnswerChunk, void> {
  const chunk: Record<string, unknown> = { ...value, object: 'chat.completion.chunk', error: undefined };
  const { usage, choices, ...head } = chunk;
  const parts = (choices as (GivenChoice | null)[]).map((choice, index) => {
    const delta = withIndexes(messageOf(choice ?? {}) ?? {});
    const finish_reason = finishReasons[index];
    return { index, ...choice, message: undefined, text: undefined, delta, finish_reason };
  });
  yield await Promise.resolve({ data: JSON.stringify({ ...head, choices: parts }), isContent: true });
  if (wantsUsage && usage != null) yield { data: JSON.stringify({ ...head, choices: [], usage }), isContent: false };
}
