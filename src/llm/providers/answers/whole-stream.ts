import type { AnswerChunk, AnswerStream, ChatBody, WholeAnswer } from './chat-completion.js';
import { withIndexes } from './choice-deltas.js';
import { toText } from './packed-logprobs.js';
import { isOfProtocol, toProtocol } from './usage-reader.js';

/**
 * An answer in one piece as the stream that was asked for: one chunk of all of it, and one of its usage if the caller wants it.
 * Some servers stream no tool calls, or nothing at all.
 * @param value the answer as it came
 */
export function asStream(answer: WholeAnswer, value: object, body: ChatBody, firstTokenMs: number): AnswerStream {
  return { ...answer, firstTokenMs, chunks: chunksOf(answer, value, body.stream_options?.include_usage === true) };
}

async function* chunksOf(
  { choices: given = [], reportedUsage }: WholeAnswer,
  value: object,
  wantsUsage: boolean,
): AsyncGenerator<AnswerChunk, void> {
  const chunk: Record<string, unknown> = { ...value, object: 'chat.completion.chunk', error: undefined };
  const { usage: ownUsage, ...head } = chunk;
  const isRight = reportedUsage === undefined || isOfProtocol(ownUsage);
  const usage = isRight ? ownUsage : toProtocol(ownUsage, reportedUsage);
  const choices = given
    .filter((choice) => choice !== null)
    .map((choice) => ({ ...choice, message: undefined, text: undefined, delta: withIndexes(choice.message ?? {}) }));
  yield await Promise.resolve({ data: toText({ ...head, choices }), isContent: true });
  if (wantsUsage && usage != null) yield { data: JSON.stringify({ ...head, choices: [], usage }), isContent: false };
}
