import { VersioningType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module.js';
import { HttpSettings } from './config/http.settings.js';
import type { Settings } from './config/settings.js';
import { ErrorFilter } from './errors/error.filter.js';
import { AllowedMethods } from './http/allowed-methods.js';
import { answerClientError } from './http/client-error.handler.js';
import { serveDocuments } from './http/documents.js';
import { parseJsonBody } from './http/json-body.parser.js';
import { requestId } from './http/request-id.js';
import { SECURITY_HEADERS } from './http/security-headers.js';
import { validationPipe } from './http/validation.pipe.js';
import { AppLogger } from './telemetry/app.logger.js';

/** Part of a path that is longer is answered with 414; the longest id is a UUID. */
const MAX_PARAM_LENGTH = 200;

/**
 * Builds the application as every process and every test runs it; it does not listen yet.
 * @throws ConfigurationError
 */
export async function createApp(settings: Settings, databaseUrl: string): Promise<NestFastifyApplication> {
  const methods = new AllowedMethods();
  const errors = new ErrorFilter((path) => methods.of(path));
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.for(settings, databaseUrl),
    createAdapter(settings.get(HttpSettings), errors),
    { bodyParser: false, abortOnError: false, bufferLogs: true },
  );
  app.useLogger(app.get(AppLogger));
  methods.watch(fastifyOf(app));
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1', prefix: 'api/v' });
  app.useGlobalFilters(errors);
  app.useGlobalPipes(validationPipe());
  acceptJson(fastifyOf(app));
  answerWithRequestId(fastifyOf(app));
  await app.register(helmet, SECURITY_HEADERS);
  serveDocuments(app);
  return app;
}

function createAdapter(settings: HttpSettings, errors: ErrorFilter): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: settings.bodyLimitBytes,
    genReqId: requestId,
    requestIdHeader: false,
    skipMiddie: true,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      errors.answer(error, request, reply);
    },
  });
}

function fastifyOf(app: NestFastifyApplication): FastifyInstance {
  return app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
}

/** JSON is the only media type of a body. */
function acceptJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

function answerWithRequestId(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
}
