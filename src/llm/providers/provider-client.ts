import { type ClientOptions, OpenAI } from 'openai';
import type { Client, Dispatcher } from 'undici';
import { outboundClient, outboundPool } from '../../outbound/outbound-dispatcher.js';
import type { OutboundSettings } from '../../outbound/outbound.settings.js';
import { currentRequest } from '../../telemetry/request-context.js';
import { traceparentOf } from '../../telemetry/tracing.js';
import type { ChatBody } from './answers/chat-completion.js';
import type { ProviderResponse } from './answers/received-body.js';
import { CHAT_COMPLETIONS, headersOf, type ProviderAddress, urlOf } from './provider-address.js';
import { requestOver } from './provider-request.js';

/** Longest delay of a Node.js timer: calls are ended by our own timers, never by the SDK's. */
const NO_TIMEOUT_MS = 2_147_483_647;
/** Also of a proxy's connection, which knows no options of ours. */
const NO_TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0 };
const NO_HEADERS = new Headers();
/** Each client has one URL. A path to append would be parsed three times for the SDK's log, even with its log off. */
const SAME_PATH = '';

export interface ProviderEndpoint extends ProviderAddress {
  /** Of the API that is called, below the base URL; chat completions by default. */
  path?: string | undefined;
  /** Sent where the caller set no limit, for servers whose own default is a few words. */
  defaultMaxTokens: number;
  /** How long what the provider refused is remembered, in ms. */
  learnedMs: number;
  connectTimeoutMs: number;
  /** The proxies of outgoing calls. */
  outbound: OutboundSettings;
  /** Whether requests tell what trace they belong to. */
  propagatesTrace?: boolean | undefined;
  /** Most connections. */
  connections: number;
  /** Longest wait for one of them, in ms. */
  connectionWaitMs: number;
}

type BuildOptions = Parameters<OpenAI['buildRequest']>[0];
type BuiltRequest = Awaited<ReturnType<OpenAI['buildRequest']>>;

/** What the SDK hands to `fetch`: a request as `ChatSdk` builds it. */
interface SdkRequest {
  body: string;
  signal: AbortSignal;
  dispatcher?: Dispatcher;
}

/**
 * Hands a response through the SDK unread. The SDK turns every response that is not `ok` into an error of its own, which
 * hides a flat error body and the headers of a rate limit; so it takes each for a success, and we read the status ourselves.
 */
class UnreadResponse {
  readonly ok = true;
  readonly headers = NO_HEADERS;
  readonly status: number;
  readonly body: ProviderResponse['body'];

  constructor(readonly raw: ProviderResponse) {
    this.status = raw.statusCode;
    this.body = raw.body;
  }
}

/**
 * The SDK without its own request building and timer, through the two methods that it lets a subclass replace. Its builder
 * makes the same headers several times, parses the URL and adds telemetry, which is two thirds of what the SDK costs a call.
 */
class ChatSdk extends OpenAI {
  override buildRequest({ body, signal, fetchOptions }: BuildOptions): Promise<BuiltRequest> {
    const req = { ...fetchOptions, headers: NO_HEADERS, body: JSON.stringify(body), signal };
    return Promise.resolve({ url: this.baseURL, timeout: NO_TIMEOUT_MS, req } as BuiltRequest);
  }

  override fetchWithTimeout(url: string, init: RequestInit | undefined): Promise<Response> {
    const { fetch } = this._options as { fetch: (url: string, init?: RequestInit) => Promise<Response> };
    return fetch(url, init);
  }
}

/**
 * The `openai` SDK over a pool of undici's connections. It makes one attempt at a time, follows no redirect, which would
 * hand the lead to another server, reads no environment variables, and sends no header beyond the key and the media type.
 */
export class ProviderClient {
  private readonly sdk: OpenAI;
  private readonly pool: Dispatcher;
  private readonly origin: string;
  private readonly path: string;
  private readonly headers: Record<string, string>;
  private readonly propagatesTrace: boolean;
  private readonly options: Client.Options;
  private readonly outbound: OutboundSettings;

  constructor(endpoint: ProviderEndpoint) {
    const { apiKey, connectTimeoutMs, connections, outbound } = endpoint;
    this.outbound = outbound;
    const { origin, pathname, search } = urlOf(endpoint, endpoint.path ?? CHAT_COMPLETIONS);
    this.origin = origin;
    this.path = pathname + search;
    this.headers = headersOf(endpoint);
    this.propagatesTrace = endpoint.propagatesTrace ?? false;
    this.options = { connect: { timeout: connectTimeoutMs }, ...NO_TIMEOUTS };
    this.pool = outboundPool(origin, { ...this.options, connections }, outbound);
    const options: ClientOptions = {
      // `null` and `off` keep the SDK from reading its environment variables.
      ...{ adminAPIKey: null, organization: null, project: null, webhookSecret: null, logLevel: 'off' },
      apiKey: apiKey ?? 'none',
      baseURL: origin + this.path,
      maxRetries: 0,
      timeout: NO_TIMEOUT_MS,
      fetch: (_, init) => this.send(init as unknown as SdkRequest),
    };
    this.sdk = new ChatSdk(options);
  }

  /**
   * Sends one request and waits for the headers of its response.
   * @param fresh whether to open a connection of its own, since a pooled one has just broken
   * @throws APIError of the SDK, with undici's error as its `cause`
   */
  async post(body: ChatBody, fresh: boolean, signal: AbortSignal): Promise<ProviderResponse> {
    const client = fresh ? outboundClient(this.origin, this.options, this.outbound) : undefined;
    try {
      const fetchOptions = client && { dispatcher: client };
      const response = await this.sdk.post(SAME_PATH, { body, signal, fetchOptions }).asResponse();
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

  /** The key is set here and not by the SDK, whose headers would be built anew for each call. */
  private async send({ body, signal, dispatcher = this.pool }: SdkRequest): Promise<Response> {
    const { path, origin } = this;
    const headers = this.propagatesTrace ? traced(this.headers) : this.headers;
    const options = { method: 'POST', origin, path, headers, body, ...NO_TIMEOUTS } as const;
    return new UnreadResponse(await requestOver(dispatcher, options, signal)) as unknown as Response;
  }
}

function traced(headers: Record<string, string>): Record<string, string> {
  const traceparent = traceparentOf(currentRequest()?.span);
  return traceparent === undefined ? headers : { ...headers, traceparent };
}
