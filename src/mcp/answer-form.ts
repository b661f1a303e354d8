import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

export const JSON_TYPE = 'application/json';
export const EVENTS_TYPE = 'text/event-stream';

/** As the clients of the SDK send it, which are nearly all. */
const BOTH = `${JSON_TYPE}, ${EVENTS_TYPE}`;

/** How a client takes the answer to a request: as JSON in one piece, as a stream of events, or in either form. */
export type AnswerForm = 'json' | 'events' | 'either';

/**
 * The form that an `Accept` header asks for. MCP wants clients to name both; those that name neither, or only `*\/*`, are
 * simple programs that read JSON.
 */
export function acceptedForm(accept: string | undefined): AnswerForm {
  if (accept === BOTH) return 'either';
  const ranges = (accept ?? '').toLowerCase().split(',');
  const names = (...types: string[]) => ranges.some((range) => types.includes(range.split(';', 1)[0]?.trim() ?? ''));
  if (!names(EVENTS_TYPE)) return 'json';
  return names(JSON_TYPE, 'application/*', '*/*') ? 'either' : 'events';
}

/** One message as a stream of events. */
export function toEvents(json: string): string {
  return `event: message\ndata: ${json}\n\n`;
}

/** The last message of a stream of events, which is the answer; those before it only tell of its progress. */
export async function lastMessageOf(events: Readable): Promise<string> {
  const messages = (await text(events)).split('\n').filter((line) => line.startsWith('data: '));
  return messages.at(-1)?.slice('data: '.length) ?? '';
}
