import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { MalformedRequestError } from '../errors/request.errors.js';
import { CountedWarnings } from '../telemetry/counted-warnings.js';
import { answerClientError } from './client-error.handler.js';
import { ConnectionTable } from './connection-table.js';
import type { HttpLimitSettings } from './http-limits.settings.js';
import { type AdmissionFacts, RequestAdmission } from './request-admission.js';
import { SlowReaders } from './slow-readers.js';
import type { TrustedProxies } from './trusted-proxies.js';

/** There are fewer limits than this. */
const MAX_CAUSES = 10;

/** Makes the HTTP servers of an application, which share its limits; for a name such as localhost there are several. */
export class HttpServers {
  private readonly warnings: CountedWarnings;
  private readonly connections: ConnectionTable;
  readonly admission: RequestAdmission;
  private readonly slowReaders: SlowReaders;

  constructor(limits: HttpLimitSettings, proxies: TrustedProxies, facts: AdmissionFacts) {
    const logger = new Logger('HttpServer');
    const message = 'A limit of connections was reached; clients were refused';
    const warnings = new CountedWarnings(logger, message, 'limit', MAX_CAUSES);
    this.warnings = warnings;
    this.connections = new ConnectionTable(limits, proxies, warnings);
    this.admission = new RequestAdmission(this.connections, facts, limits, warnings);
    this.slowReaders = new SlowReaders(this.connections, limits, warnings);
  }

  /** Makes a server in place of the framework's own. */
  create(handler: RequestListener, options: ServerOptions): Server {
    const server = createServer(options, (request, response) => {
      this.admission.admit(request, response, handler);
    });
    server.on('connection', (socket) => {
      this.connections.add(socket);
    });
    // Node would answer expectations other than 100-continue by itself, and not in our shape; HTTP lets us ignore them.
    server.on('checkExpectation', (request, response) => server.emit('request', request, response));
    // Node would close the connection without an answer.
    server.on('connect', (_request, socket: Socket) => {
      socket.on('error', () => undefined);
      answerClientError(new MalformedRequestError('This service is no proxy'), socket);
    });
    this.slowReaders.watch(server);
    server.on('close', () => {
      this.warnings.flush();
    });
    return server;
  }
}
