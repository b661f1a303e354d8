import type { RequestListener } from 'node:http';
import { VersioningType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { guardRoutes } from './access/access.hooks.js';
import { OperationSteps } from './api/operation-steps.js';
import { auditDeniedCalls } from './audit/audit.hooks.js';
import { AuditService } from './audit/audit.service.js';
import { AppModule } from './app.module.js';
import { HttpLimitSettings } from './http/http-limits.settings.js';
import { HttpServers } from './http/http-servers.js';
import { HttpSettings, largestBody } from './http/http.settings.js';
import { StaticRoutes } from './http/static-routes.js';
import { TrustedProxies } from './http/trusted-proxies.js';
import { McpSettings } from './mcp/mcp.settings.js';
import type { Settings } from './config/settings.js';
import { ErrorFilter } from './errors/error.filter.js';
import { setDefaultHeaders, addDefaultHeaders } from './http/default-headers.js';
import { AllowedMethods, MAX_PARAM_LENGTH } from './http/allowed-methods.js';
import { acceptJsonBodies } from './http/body.parser.js';
import { acceptFiles } from './http/file-bodies.js';
import { answerClientError } from './http/client-error.handler.js';
import { connectionLimits } from './http/connection-limits.js';
import { shareWithOrigins } from './http/cors.js';
import { JobSettings } from './jobs/jobs.settings.js';
import { DOCUMENT_PATHS, serveDocuments } from './openapi/documents.js';
import { readForwardedAddresses } from './http/forwarded-for.js';
import { dropStreamsOfHead } from './http/head-streams.js';
import { limitChunks } from './http/chunk-limit.js';
import { serveProbesOnly } from './http/probe-routes.js';
import { checkRequests } from './http/request.checks.js';
import { runInContexts } from './http/request-context.hooks.js';
import { logRequests } from './http/request-log.js';
import { sendTogether } from './http/send-together.js';
import { requestId } from './telemetry/request-id.js';
import { explainOpenAiPath, isOpenAiPath, serveOtherBases } from './llm/openai-api/openai-paths.js';
import { ShutdownState } from './lifecycle/shutdown-state.js';
import { watchRequests } from './lifecycle/request.watch.js';
import { WorkInFlight } from './lifecycle/work-in-flight.js';
import { validationPipe } from './validation/validation.pipe.js';
import { acceptTrailingSlash, guardMcp } from './mcp/mcp.hooks.js';
import { serveConsole } from './console/console.hooks.js';
import { AppLogger } from './telemetry/app.logger.js';
import { TelemetrySettings } from './telemetry/telemetry.settings.js';

/**
 * Builds the application as every process and every test runs it; it does not listen yet.
 * @throws ConfigurationError
 */
export async function createApp(settings: Settings, databaseUrl: string): Promise<NestFastifyApplication> {
  const methods = new AllowedMethods();
  const routes = new StaticRoutes();
  const errors = new ErrorFilter({
    methodsOf: (path) => methods.of(path),
    shapeOf: (path) => (methods.of(path).length === 0 && isOpenAiPath(path) ? 'openai' : methods.shapeOf(path)),
    explain: (method, path) => (isOpenAiPath(path) ? explainOpenAiPath(method, path) : undefined),
  });
  const facts = {
    routes,
    maxBodyBytes: largestBody(settings.get(HttpSettings)),
    // There is none before the application listens, which is when this becomes known.
    requestsInFlight: () => 0,
  };
  const proxies = new TrustedProxies(settings.get(HttpSettings).trustedProxies);
  const servers = new HttpServers(settings.get(HttpLimitSettings), proxies, facts);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.for(settings, databaseUrl),
    createAdapter(settings.get(HttpSettings), errors, servers),
    { bodyParser: false, abortOnError: false, bufferLogs: true },
  );
  app.useLogger(app.get(AppLogger));
  const work = app.get(WorkInFlight);
  facts.requestsInFlight = () => work.requestCount;
  acceptTrailingSlash(fastifyOf(app));
  methods.watch(fastifyOf(app));
  routes.watch(fastifyOf(app));
  dropStreamsOfHead(fastifyOf(app));
  serveOtherBases(fastifyOf(app));
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1', prefix: 'api/v' });
  app.useGlobalFilters(errors);
  app.useGlobalPipes(validationPipe(settings.get(HttpSettings).maxValidationProblems));
  fastifyOf(app).decorate('operationSteps', app.get<OperationSteps>(OperationSteps));
  runInContexts(fastifyOf(app));
  logRequests(fastifyOf(app), app.get(AppLogger), settings.get(TelemetrySettings));
  if (settings.get(JobSettings).role === 'worker') serveProbesOnly(fastifyOf(app));
  acceptJsonBodies(fastifyOf(app), settings.get(HttpSettings));
  await acceptFiles(fastifyOf(app));
  addDefaultHeaders(fastifyOf(app));
  sendTogether(fastifyOf(app), () => work.requestCount);
  watchRequests(fastifyOf(app), work, app.get(ShutdownState), ({ routeOptions }) =>
    servers.admission.refusalOf(routeOptions.config.operation),
  );
  readForwardedAddresses(fastifyOf(app));
  guardMcp(fastifyOf(app), settings.get(HttpSettings), settings.get(McpSettings));
  auditDeniedCalls(fastifyOf(app), app.get(AuditService));
  await guardRoutes(app, DOCUMENT_PATHS);
  // After the guard, which makes routes that are registered later for preflights public; before the checks, so that a
  // page may read their errors.
  await shareWithOrigins(app, settings.get(HttpSettings).corsOrigins);
  checkRequests(fastifyOf(app));
  limitChunks(fastifyOf(app));
  serveDocuments(app);
  serveConsole(fastifyOf(app));
  return app;
}

function createAdapter(settings: HttpSettings, errors: ErrorFilter, servers: HttpServers): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: settings.bodyLimitBytes,
    genReqId: requestId,
    requestIdHeader: false,
    skipMiddie: true,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    // DTOs check bodies and shape answers. Fastify's own compilers of schemas would only be loaded, and take memory.
    schemaController: { compilersFactory: { buildValidator: refuseSchemas, buildSerializer: refuseSchemas } },
    serverFactory: (handler: RequestListener) => servers.create(handler, connectionLimits(settings)),
    trustProxy: settings.trustedProxies.length > 0 && [...settings.trustedProxies],
    clientErrorHandler: answerClientError,
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      setDefaultHeaders(request, reply);
      errors.answer(error, request, reply);
    },
  });
}

function refuseSchemas(): never {
  throw new Error('No route has a schema of its own: declare it with @Operation() and a DTO');
}

function fastifyOf(app: NestFastifyApplication): FastifyInstance {
  return app.getHttpAdapter().getInstance();
}
