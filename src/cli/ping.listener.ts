import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { HTTP_STATUS } from '../errors/error-kind.js';
import { ErrorResponse } from '../errors/error-response.dto.js';
import { toSalesAgentError } from '../errors/foreign-error.js';
import { MethodNotAllowedError, ResourceNotFoundError } from '../errors/request.errors.js';
import type { PingResponse } from '../health/health.dto.js';
import { drainingError } from '../health/health.service.js';
import { DEFAULT_HEADERS } from '../http/default-headers.js';
import { newId } from '../ids/new-id.js';
import { toListenError } from './listen-error.js';

const METHODS = ['GET', 'HEAD'];

/**
 * Answers `/ping`, and nothing else, at a port of its own, from before the application is created until after it has
 * closed: with 204 before, with the application's answer while it runs, and with 503 once the process got a stop signal.
 */
export class PingListener {
  private readonly server = createServer((request, response) => {
    this.serve(request, response);
  });
  private ping: () => PingResponse | undefined = () => undefined;
  private isDraining = false;

  /** @throws UserError if this process cannot have the port, or not at `host` */
  async listen(port: number, host: string): Promise<void> {
    try {
      await once(this.server.listen(port, host), 'listening');
    } catch (error) {
      throw toListenError(error, 'PORT_HEALTH');
    }
  }

  /** From now on, answers what `ping` returns or throws, as `PingService` does. */
  answerWith(ping: () => PingResponse | undefined): void {
    this.ping = ping;
  }

  /** From now on, answers 503, since the process shuts down. */
  drain(): void {
    this.isDraining = true;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private serve({ method = '', url = '' }: IncomingMessage, response: ServerResponse): void {
    const id = newId();
    setHeaders(response, { ...DEFAULT_HEADERS, 'x-request-id': id });
    const path = url.split('?', 1)[0] ?? '';
    try {
      if (path !== '/ping') throw new ResourceNotFoundError(path);
      if (!METHODS.includes(method)) throw new MethodNotAllowedError(method, METHODS);
      if (this.isDraining) throw drainingError();
      send(response, this.ping());
    } catch (cause) {
      const error = toSalesAgentError(cause, path);
      setHeaders(response, error.headers);
      response.statusCode = HTTP_STATUS[error.kind];
      send(response, ErrorResponse.from(error, id));
    }
  }
}

function setHeaders(response: ServerResponse, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

function send(response: ServerResponse, body: object | undefined): void {
  if (body === undefined) response.writeHead(204).end();
  else response.setHeader('content-type', 'application/json; charset=utf-8').end(JSON.stringify(body));
}
