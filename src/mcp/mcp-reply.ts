import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { HttpStatus } from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import type { SetReplyHead } from '../api/reply-head.decorator.js';
import { acceptedForm, EVENTS_TYPE, JSON_TYPE, lastMessageOf, toEvents } from './answer-form.js';
import type { RpcMessage } from './message-reader.service.js';

/** The request whose answer is a stream that ends only with the connection. */
export const SUBSCRIPTION = 'subscriptions/listen';

/** The status of an answer that has no client any more, as nginx logs it. */
const CLIENT_GONE = 499;

/** One message over HTTP: on whose behalf it is, and how its answer is sent. */
export interface McpExchange {
  caller: Caller;
  headers: IncomingHttpHeaders;
  /** The parsed body. */
  message: unknown;
  /** Closes when the client disconnects. */
  response: ServerResponse;
  setHead: SetReplyHead;
}

/** Answers with an error that is no answer of the SDK's. */
export function jsonReply({ setHead }: McpExchange, { status, json }: { status: number; json: object }): string {
  setHead({ status, headers: { 'content-type': JSON_TYPE } });
  return JSON.stringify(json);
}

/** Takes a message that is not answered. */
export function taken({ setHead }: McpExchange): string {
  setHead({ status: HttpStatus.ACCEPTED });
  return '';
}

/** Answers with one message, in the form that the client accepts; `undefined` is that of a client that has gone. */
export function replyInPiece({ headers, setHead }: McpExchange, json: string | undefined): string {
  if (json === undefined) {
    setHead({ status: CLIENT_GONE });
    return '';
  }
  const isStream = acceptedForm(headers.accept) === 'events';
  setHead({ status: 200, headers: { 'content-type': isStream ? EVENTS_TYPE : JSON_TYPE } });
  return isStream ? toEvents(json) : json;
}

/** Answers as the SDK does, in the form that the client accepts. Refusals are JSON to everyone. */
export async function replyWith(
  exchange: McpExchange,
  answer: Response,
  { method }: RpcMessage,
): Promise<string | Readable> {
  const { status, headers, body } = answer;
  const isStream = headers.get('content-type')?.startsWith(EVENTS_TYPE) === true;
  if (isStream && body !== null) {
    const events = Readable.fromWeb(body);
    if (acceptedForm(exchange.headers.accept) === 'json' && method !== SUBSCRIPTION) {
      return replyInPiece(exchange, await lastMessageOf(events));
    }
    exchange.setHead({ status, headers: Object.fromEntries(headers) });
    return events;
  }
  const text = await answer.text();
  if (status === 200 && text !== '') return replyInPiece(exchange, text);
  exchange.setHead({ status, headers: Object.fromEntries(headers) });
  return text;
}
