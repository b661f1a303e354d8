import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to Context7. */
export interface Context7Request {
  /** Without the base address's own path. */
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  /** Path and query as they came. */
  raw: string;
}

export type Context7Response = (request: Context7Request, response: ServerResponse) => void;

export const EXCERPT = 'useState keeps state between renders.';
const CONTEXT = {
  codeSnippets: [
    {
      codeTitle: 'useState',
      codeDescription: EXCERPT,
      codeList: [{ language: 'js', code: 'const [a] = useState(1)' }],
    },
  ],
  infoSnippets: [
    { breadcrumb: 'Hooks > Rules', pageId: 'https://react.example/rules', content: 'Call hooks at the top.' },
  ],
};

/** A body of JSON, with any status. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Context7Response {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

export function raw(status: number, body: string | Buffer): Context7Response {
  return (_, response) => void response.writeHead(status).end(body);
}

/** Says nothing at all. */
export const silence: Context7Response = () => undefined;

/** Cuts the connection. */
export const cut: Context7Response = (_, response) => void response.destroy();

/** The library of that name, under an id made of it. */
const find: Context7Response = ({ query }, response) => {
  const { libraryName = '' } = query;
  const results = [
    { id: 'no id at all', title: 'Spam' },
    { id: `/makers/${libraryName}`, title: libraryName.toUpperCase(), totalSnippets: 3 },
  ];
  json(200, { results })({ path: '', query, headers: {}, raw: '' }, response);
};

/** Context7 over real HTTP, which gives good answers unless scripted otherwise. */
export class FakeContext7 {
  /** The requests since the last `reset`. */
  readonly requests: Context7Request[] = [];
  search: Context7Response = find;
  context: Context7Response = json(200, CONTEXT);
  private readonly server = createServer((request, response) => {
    this.serve(request, response);
  });

  /** The base address, with a path of its own. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api`;
  }

  async start(): Promise<this> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return this;
  }

  reset(): void {
    this.requests.length = 0;
    this.search = find;
    this.context = json(200, CONTEXT);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, this.url);
    const request = {
      path: pathname.replace(/^\/api/, ''),
      query: Object.fromEntries(searchParams),
      headers,
      raw: url,
    };
    this.requests.push(request);
    const behaviours: Record<string, Context7Response> = {
      '/v2/libs/search': this.search,
      '/v2/context': this.context,
    };
    (behaviours[request.path] ?? json(418, {}))(request, response);
  }
}
