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
    const response = await this.send(path, call);
    return (await response.json()) as Answer;
  }

  private async send(path: string, { method = 'GET', query = {}, json, content }: Call = {}): Promise<Response> {
    const url = `${this.url}/api/v1${path}${queryString(query)}`;
    const type = content?.type ?? (json === undefined ? undefined : 'application/json');
    const response = await fetch(url, {
      method,
      headers: {
        ...(type === undefined ? {} : { 'content-type': type }),
        ...(content?.fileName === undefined ? {} : { 'content-disposition': create(content.fileName) }),
        ...(this.key === undefined ? {} : { authorization: `Bearer ${this.key}` }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      // A body that is not at hand as a whole can only be sent so.
      ...(content === undefined ? {} : { body: content.body as RequestInit['body'], duplex: 'half' as const }),
      signal: this.signal,
    }).catch((error: unknown) => this.explain(error));
    if (!response.ok) throw await refusalOf(response);
    return response;
  }

  /**
   * The bytes of an answer as they arrive.
   * @throws UserError as `call` does
   */
  async download(path: string, query: Query = {}): Promise<Readable> {
    const { body } = await this.send(path, { query });
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

async function refusalOf(response: Response): Promise<UserError> {
  const text = await response.text();
  const { error_code, message, request_id, details } = read(text);
  if (message === undefined) return new UserError(`${response.url} answered ${response.status}; is it Sales Agent?`);
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
