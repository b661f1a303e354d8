import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { create } from 'content-disposition';
import { UserError } from '../cli.errors.js';

/** Values of a query string; a list is sent as one comma-separated value, and what is `undefined` is left out. */
export type Query = Record<string, string | number | boolean | string[] | undefined>;

interface Call {
  method?: 'GET' | 'POST';
  query?: Query;
  /** Sent as JSON. */
  json?: object;
  /** Sent as it is. */
  content?: { type: string; fileName: string | undefined; body: ReadableStream };
}

interface Refusal {
  error_code?: string;
  message?: string;
  request_id?: string;
  details?: { errors?: { field: string; message: string }[] };
}

const JSON_TYPE = 'application/json';

/** Calls a running service as one of its users. */
export class ServiceClient {
  /** What the user is told when the command is stopped: the service may go on. */
  stopMessage = 'Stopped before it was done';

  /**
   * @param url without a trailing slash
   * @param signal ends every call
   */
  constructor(
    readonly url: string,
    private readonly key: string | undefined,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws UserError with what the service said, and what to do about it */
  async call<Answer>(path: string, call: Call = {}): Promise<Answer> {
    const response = await this.send(path, JSON_TYPE, call);
    return (await response.json()) as Answer;
  }

  private async send(
    path: string,
    type: string,
    { method = 'GET', query = {}, json, content }: Call,
  ): Promise<Response> {
    const url = `${this.url}/api/v1${path}${queryString(query)}`;
    const sent = content?.type ?? (json === undefined ? undefined : JSON_TYPE);
    const response = await fetch(url, {
      method,
      headers: {
        ...(sent === undefined ? {} : { 'content-type': sent }),
        ...(content?.fileName === undefined ? {} : { 'content-disposition': create(content.fileName) }),
        ...(this.key === undefined ? {} : { authorization: `Bearer ${this.key}` }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      // A body that is not at hand as a whole can only be sent so.
      ...(content === undefined ? {} : { body: content.body as RequestInit['body'], duplex: 'half' as const }),
      // Behind a redirect a request with a body would be another one, without it.
      redirect: 'manual',
      signal: this.signal,
    }).catch((error: unknown) => this.explain(error));
    if (response.ok && isOurs(response, type)) return response;
    throw await refusalOf(response);
  }

  /**
   * The bytes of an answer as they arrive.
   * @param type of media that it is of
   * @throws UserError as `call` does
   */
  async download(path: string, type: string, query: Query = {}): Promise<Readable> {
    const { body } = await this.send(path, type, { query });
    return body === null ? Readable.from([]) : Readable.fromWeb(body);
  }

  /** Whether a service answers at all. */
  async answers(): Promise<boolean> {
    const response = await fetch(`${this.url}/ping`, { signal: this.signal }).catch(() => undefined);
    await response?.body?.cancel();
    return response?.ok === true;
  }

  private explain(error: unknown): never {
    if (this.signal.aborted) throw new UserError(this.stopMessage);
    const { cause } = error as { cause?: { code?: string; message?: string } };
    const reason = cause?.code ?? cause?.message ?? String(error);
    throw new UserError(
      `No service answers at ${this.url} (${reason}). Start it with "npm start", or name another with --url.`,
    );
  }
}

/** Whether it is the answer of this service: another one may answer any request with a page of its own. */
function isOurs({ headers }: Response, type: string): boolean {
  return headers.has('x-request-id') && headers.get('content-type')?.startsWith(type) === true;
}

async function refusalOf(response: Response): Promise<UserError> {
  const { error_code, message, request_id, details } = response.ok ? {} : read(await response.text());
  if (message === undefined) {
    if (!response.bodyUsed) await response.body?.cancel();
    const target = response.headers.get('location');
    const advice = target === null ? '; is it Sales Agent?' : ` and leads to ${target}; name what is there with --url.`;
    return new UserError(`${response.url} answered ${response.status}${advice}`);
  }
  const fields = details?.errors?.map((problem) => `\n  ${problem.field}: ${problem.message}`) ?? [];
  const advice = response.status === 401 ? '\nGive an API key by SALES_AGENT_API_KEY or --key.' : '';
  return new UserError(`${message}${fields.join('')}\n${error_code}, request ${request_id}${advice}`);
}

function read(text: string): Refusal {
  try {
    return JSON.parse(text) as Refusal;
  } catch {
    return {};
  }
}

function queryString(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}
