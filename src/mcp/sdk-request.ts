import type { IncomingHttpHeaders } from 'node:http';
import {
  PROTOCOL_VERSION_META_KEY,
  SUPPORTED_PROTOCOL_VERSIONS,
  UnsupportedProtocolVersionError,
} from '@modelcontextprotocol/server';
import type { RpcMessage } from './message-reader.service.js';

const NEWEST = '2026-07-28';
const REVISIONS = [NEWEST, ...SUPPORTED_PROTOCOL_VERSIONS];
const MAX_NAMED = 100;

/** Their results of tools are text and nothing else. */
const TEXT_ONLY: unknown[] = ['2025-03-26', '2024-11-05', '2024-10-07'];

/** What the SDK asks of every client, whatever this one takes: its answers are put into the form that was accepted. */
const FIXED: Record<string, string> = {
  accept: 'application/json, text/event-stream',
  'content-type': 'application/json',
};

/** As much of a request as the SDK reads beside a parsed body; a whole one takes longer than the rest of the exchange. */
export function toSdkRequest(headers: IncomingHttpHeaders, signal: AbortSignal): Request {
  const get = (name: string) => {
    const value = FIXED[name.toLowerCase()] ?? headers[name.toLowerCase()];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return { method: 'POST', headers: { get }, signal } as unknown as Request;
}

/** Whether the header names a revision whose results have no `structuredContent`. */
export function namesTextOnlyRevision(headers: IncomingHttpHeaders): boolean {
  return TEXT_ONLY.includes(headers['mcp-protocol-version']);
}

/**
 * The answer to a message whose header names a revision that does not exist. Where the message itself names one too, and
 * in `initialize`, which negotiates it, the SDK answers.
 */
export function unknownRevisionAnswer(
  headers: IncomingHttpHeaders,
  { id, method, params }: RpcMessage,
): object | undefined {
  const named = headers['mcp-protocol-version'];
  const isKnown = named === undefined || named === '' || REVISIONS.includes(String(named));
  if (isKnown || method === 'initialize' || claimedRevision(params) !== undefined) return undefined;
  const requested = String(named).slice(0, MAX_NAMED);
  const { code, message, data } = new UnsupportedProtocolVersionError({ supported: REVISIONS, requested });
  return { jsonrpc: '2.0', id: id ?? null, error: { code, message, data } };
}

function claimedRevision(params: RpcMessage['params']): unknown {
  const meta = params?._meta as Record<string, unknown> | undefined;
  return meta?.[PROTOCOL_VERSION_META_KEY];
}
