import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ConfigurationError } from '../config/configuration.error.js';
import { HTTP_STATUS } from '../errors/error-kind.js';
import { ErrorResponse } from '../errors/error-response.dto.js';
import { toSalesAgentError } from '../errors/foreign-error.js';
import { MethodNotAllowedError, ResourceNotFoundError } from '../errors/request.errors.js';
import { SECURITY_HEADERS } from '../http/default-headers.js';
import { newId } from '../ids/new-id.js';
import type { PingResponse } from './health.dto.js';
import { drainingError } from './ping.service.js';

const METHODS = ['GET', 'HEAD'];

/**
 * Answers `/ping`, and nothing else, at a port of its own, from before there is an application until after its end. It
 * says what the application says; that it is starting while there is none, and that it stops once it was told to.
 */
export class PingListener {
  private readonly server = createServer((request, response) => {
    this.serve(request, response);
  });
  private ask: () => PingResponse | undefined = () => undefined;
  private isDraining = false;

  /** @throws ConfigurationError where another process has the port */
  async listen(port: number, host: string): Promise<void> {
    try {
      await once(this.server.listen(port, host), 'listening');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      throw new ConfigurationError(['PORT_HEALTH must be a port that no other process has']);
    }
  }

  /** Says from now on what `ask` says, as `PingService` does. */
  answerWith(ask: () => PingResponse | undefined): void {
    this.ask = ask;
  }

  /** Says from now on that the process was told to stop, whatever the application says. */
  drain(): void {
    this.isDraining = true;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private serve({ method = '', url = '' }: IncomingMessage, response: ServerResponse): void {
    const id = newId();
    setHeaders(response, { ...SECURITY_HEADERS, 'x-request-id': id, 'cache-control': 'no-store' });
    const path = url.split('?', 1)[0] ?? '';
    try {
      if (path !== '/ping') throw new ResourceNotFoundError(path);
      if (!METHODS.includes(method)) throw new MethodNotAllowedError(method, METHODS);
      if (this.isDraining) throw drainingError();
      send(response, this.ask());
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
