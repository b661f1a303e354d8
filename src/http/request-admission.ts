import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { RouteOperation } from '../api/operation.js';
import { HTTP_STATUS } from '../errors/error-kind.js';
import { renderError } from '../errors/error-response.dto.js';
import { ServiceUnavailableError } from '../errors/request.errors.js';
import type { CountedWarnings } from '../telemetry/counted-warnings.js';
import { requestId } from '../telemetry/request-id.js';
import type { Connection } from './connection.js';
import type { ConnectionTable } from './connection-table.js';
import { DEFAULT_HEADERS } from './default-headers.js';
import type { HttpLimitSettings } from './http-limits.settings.js';
import { StartQueue } from './start-queue.js';
import type { StaticRoutes } from './static-routes.js';
import { closeIfUnread, lingerOn } from './unread-body.js';

/** What admission reads of the rest of the service. */
export interface AdmissionFacts {
  routes: StaticRoutes;
  /** How many requests are worked on; those that are still arriving are not. */
  requestsInFlight: () => number;
  /** How much of the body of a request is read once it is refused. */
  maxBodyBytes: number;
}

/**
 * Decides whether a request goes on to the framework. Node.js starts all requests that a client pipelines, and as many
 * requests as there are.
 */
export class RequestAdmission {
  private readonly queue = new StartQueue();

  constructor(
    private readonly connections: ConnectionTable,
    private readonly facts: AdmissionFacts,
    private readonly limits: HttpLimitSettings,
    private readonly warnings: CountedWarnings,
  ) {}

  /**
   * Passes a request on to `next`, answers it with 503, or drops it. Pipelined requests go on one after the other: their
   * answers have that order anyway, and no connection gets more of the process than others.
   */
  admit(request: IncomingMessage, response: ServerResponse, next: RequestListener): void {
    const connection = this.connections.use(request.socket);
    if (connection === undefined) return;
    const { maxPipelinedRequests, maxPipelinedBytes } = this.limits;
    if (connection.isClosing) {
      if (connection.drop() > maxPipelinedRequests) connection.destroy();
      return;
    }
    const { unansweredCount } = connection;
    const hasTooMany = unansweredCount >= maxPipelinedRequests;
    if (hasTooMany || (unansweredCount > 0 && connection.pipelinedBytes > maxPipelinedBytes)) {
      this.warnings.add(hasTooMany ? 'MAX_PIPELINED_REQUESTS' : 'MAX_PIPELINED_BYTES');
      connection.destroy();
      return;
    }
    connection.begin(response);
    const start = () => {
      this.start(connection, request, response, next);
    };
    if (unansweredCount > 0) {
      connection.afterEarlier(() => {
        this.queue.run(ownerOf(request), start);
      });
    } else if (this.isProbe(request)) {
      start();
    } else {
      this.queue.run(ownerOf(request), start);
    }
  }

  /** Why a request that has arrived is not worked on, if there are too many others: it was none of them until now. */
  refusalOf(operation: RouteOperation | undefined): ServiceUnavailableError | undefined {
    const { maxRequestsInFlight: limit } = this.limits;
    if (this.facts.requestsInFlight() <= limit || operation?.isProbe === true) return undefined;
    this.warnings.add('MAX_REQUESTS_IN_FLIGHT');
    return tooManyInFlight(limit);
  }

  private start(
    connection: Connection,
    request: IncomingMessage,
    response: ServerResponse,
    next: RequestListener,
  ): void {
    if (connection.isClosing || request.socket.destroyed) return;
    closeIfUnread(connection, request, response, this.facts.maxBodyBytes);
    if (this.facts.requestsInFlight() < this.limits.maxRequestsInFlight || this.isProbe(request)) {
      next(request, response);
      return;
    }
    // One answer a connection: refusing all that it pipelines would cost more time than there is.
    connection.isClosing = true;
    this.refuse(request, response);
  }

  private isProbe({ url = '' }: IncomingMessage): boolean {
    return this.facts.routes.operationAt(url)?.isProbe === true;
  }

  private refuse(request: IncomingMessage, response: ServerResponse): void {
    this.warnings.add('MAX_REQUESTS_IN_FLIGHT');
    const error = tooManyInFlight(this.limits.maxRequestsInFlight);
    const id = requestId(request);
    const shape = this.facts.routes.operationAt(request.url ?? '')?.errorShape;
    const [contentType, body] = renderError(error, { id, accept: request.headers.accept, shape });
    const text = JSON.stringify(body);
    lingerOn(request, this.facts.maxBodyBytes);
    response
      .writeHead(HTTP_STATUS[error.kind], {
        ...DEFAULT_HEADERS,
        ...error.headers,
        'x-request-id': id,
        'content-type': contentType,
        'content-length': Buffer.byteLength(text),
        connection: 'close',
      })
      .end(text);
  }
}

function tooManyInFlight(limit: number): ServiceUnavailableError {
  return new ServiceUnavailableError('Too many requests are in flight', { limit }, { retryAfterSeconds: 1 });
}

/** Who seems to call: the key is looked up later. Made-up keys gain no more than as many connections would. */
function ownerOf({ headers }: IncomingMessage): string {
  return headers.authorization ?? String(headers['x-api-key'] ?? '');
}
