import { OpenAI } from 'openai';
import { Client, type Dispatcher, Pool } from 'undici';
import type { ChatBody } from './chat-completion.js';

/** Longest delay of a Node.js timer: calls are ended by our own timers, never by the SDK's. */
const NO_TIMEOUT_MS = 2_147_483_647;
const NO_HEADERS = new Headers();

export interface ProviderEndpoint {
  /** Address to which `/chat/completions` is added. */
  baseUrl: string;
  apiKey?: string | undefined;
  /** Sent where the caller set no limit, for servers whose own default is a few words. */
  defaultMaxTokens: number;
  connectTimeoutMs: number;
  connections: number;
}

/** What the SDK's `fetch` gets beside the parameters of the standard. */
type FetchOptions = Omit<RequestInit, 'dispatcher'> & { headers: Headers; body: string; dispatcher?: Dispatcher };

/**
 * Hands a response through the SDK unread. The SDK turns every response that is not `ok` into an error of its own, which
 * hides a flat error body and the headers of a rate limit; so it takes each for a success, and we read the status ourselves.
 */
class UnreadResponse {
  readonly ok = true;
  readonly headers = NO_HEADERS;
  readonly status: number;
  readonly body: Dispatcher.ResponseData['body'];

  constructor(readonly raw: Dispatcher.ResponseData) {
    this.status = raw.statusCode;
    this.body = raw.body;
  }
}

/**
 * The `openai` SDK over a pool of undici's connections. It makes one attempt at a time, follows no redirect, which would
 * hand the lead to another server, reads no environment variables, and sends no header beyond the key and the media type.
 */
export class ProviderClient {
  private readonly sdk: OpenAI;
  private readonly pool: Pool;
  private readonly origin: string;
  private readonly options: Client.Options;

  constructor({ baseUrl, apiKey, connectTimeoutMs, connections }: ProviderEndpoint) {
    const { origin, pathname } = new URL(baseUrl);
    this.origin = origin;
    this.options = { connect: { timeout: connectTimeoutMs }, headersTimeout: 0, bodyTimeout: 0 };
    this.pool = new Pool(origin, { ...this.options, connections });
    this.sdk = new OpenAI({
      // `null` and `off` keep the SDK from reading its environment variables.
      ...{ adminAPIKey: null, organization: null, project: null, webhookSecret: null, logLevel: 'off' },
      apiKey: apiKey ?? 'none',
      baseURL: origin + pathname,
      defaultHeaders: { authorization: apiKey === undefined ? null : `Bearer ${apiKey}` },
      maxRetries: 0,
      timeout: NO_TIMEOUT_MS,
      fetch: (url, init) => this.fetch(url as string, init as unknown as FetchOptions),
    });
  }

  /**
   * Sends one request and waits for the headers of its response.
   * @param fresh whether to open a connection of its own, since a pooled one has just broken
   * @throws APIError of the SDK, with undici's error as its `cause`
   */
  async post(body: ChatBody, fresh: boolean, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const client = fresh ? new Client(this.origin, this.options) : undefined;
    try {
      const fetchOptions = client && { dispatcher: client };
      const response = await this.sdk.post('/chat/completions', { body, signal, fetchOptions }).asResponse();
      return (response as unknown as UnreadResponse).raw;
    } finally {
      // Closes once the response has been read.
      client?.close().catch(() => undefined);
    }
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async fetch(url: string, { headers, body, signal, dispatcher = this.pool }: FetchOptions): Promise<Response> {
    const authorization = headers.get('authorization');
    const response = await dispatcher.request({
      method: 'POST',
      path: url.slice(this.origin.length),
      headers: { 'content-type': 'application/json', ...(authorization === null ? {} : { authorization }) },
      body,
      signal: signal ?? null,
    });
    return new UnreadResponse(response) as unknown as Response;
  }
}
