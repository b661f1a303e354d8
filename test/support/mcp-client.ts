import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { CallToolResult } from '@modelcontextprotocol/client';
import { bearing, type KeyHolder } from './callers.js';

/** How a client opens: as of 2026-07-28, or with `initialize`, as all before did. */
export const ERAS = ['modern', 'legacy'] as const;
export type Era = (typeof ERAS)[number];

export const REVISIONS: Record<Era, string> = { modern: '2026-07-28', legacy: '2025-11-25' };

/** What a request of 2026-07-28 says of itself. */
export const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
};

/** A client of the SDK that is connected to the service at `url`. */
export async function connectMcpClient(url: string, era: Era, holder?: Pick<KeyHolder, 'key'>): Promise<Client> {
  const mode = era === 'modern' ? 'auto' : 'legacy';
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const headers = holder === undefined ? {} : bearing(holder);
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }));
  return client;
}

/** What a tool failed with, as a model reads it. */
export interface ToolFailure {
  error_code: string;
  message: string;
  next_step: string;
  details?: Record<string, unknown>;
  request_id: string;
}

/** The failure in a result; throws where there is none. */
export function failureIn({ isError, content, structuredContent }: CallToolResult): ToolFailure {
  const [only, ...rest] = content;
  if (isError !== true || only?.type !== 'text' || rest.length > 0 || structuredContent !== undefined) {
    throw new Error(`This is no failure: ${JSON.stringify({ isError, content })}`);
  }
  return JSON.parse(only.text) as ToolFailure;
}

/** The structured answer in a result, which its text must repeat; throws where it is a failure. */
export function resultIn({ isError, content, structuredContent }: CallToolResult): ReturnType<typeof JSON.parse> {
  const [only] = content;
  const text = only?.type === 'text' ? only.text : '';
  if (isError === true || text !== JSON.stringify(structuredContent)) {
    throw new Error(`This is no answer: ${JSON.stringify({ isError, content, structuredContent })}`);
  }
  return structuredContent;
}

export interface RpcReply {
  status: number;
  headers: Headers;
  text: string;
  /** Of an answer in one piece. */
  body: ReturnType<typeof JSON.parse>;
}

/** Posts `message`, or these very bytes, as a client of 2026-07-28 does, with the headers that belong to the message. */
export async function postRpc(
  url: string,
  message: unknown,
  headers: Record<string, string | undefined> = {},
  signal?: AbortSignal,
): Promise<RpcReply> {
  const { method, params } = (message ?? {}) as { method?: string; params?: { name?: string; uri?: string } };
  const name = params?.name ?? params?.uri;
  const all: Record<string, string | undefined> = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': REVISIONS.modern,
    'mcp-method': method,
    'mcp-name': name,
    ...headers,
  };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const answer = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: sent,
    body: typeof message === 'string' ? message : JSON.stringify(message),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : undefined };
}

/** A request of 2026-07-28. */
export function rpcRequest(method: string, params: object = {}, id: string | number = 1): object {
  return { jsonrpc: '2.0', id, method, params: { ...params, _meta: META } };
}
