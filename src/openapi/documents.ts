import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { VERSION } from '../config/version.js';
import { completeDocument } from './complete-document.js';
import { ERROR_MODELS } from './error-components.js';

const PREPARED = join(import.meta.dirname, 'openapi.json');
const DOCUMENT_PATH = '/api/v1/openapi.json';

/** Prefixes of the paths that serve the document. */
export const DOCUMENT_PATHS = ['/api/v1/docs', DOCUMENT_PATH];

const DESCRIPTION = `Stores sales leads and scores each 0-100 with reasons a person can check.

Errors have the fields \`error_code\`, \`message\`, \`details\`, \`timestamp\` and \`request_id\`; with
\`Accept: application/problem+json\` they follow RFC 9457. The OpenAI endpoints and \`/mcp\` answer errors in the shapes of
their protocols.

Send an API key as \`Authorization: Bearer\` or as \`X-API-Key\`. Each operation names the scope it requires; the scope
\`admin\` includes all others. Until the first key exists, requests from this machine need none.`;

/** The document as it is sent. */
interface ServedDocument {
  body: Buffer;
  /** Of this content, for `If-None-Match`. */
  etag: string;
}

const built = new WeakMap<INestApplication, ServedDocument>();

/** Swagger UI at `/api/v1/docs`, the document itself at `/api/v1/openapi.json`; nothing in it leaves this host. */
export function serveDocuments(app: NestFastifyApplication): void {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.get(DOCUMENT_PATH, (request, reply) => sendDocument(app, request, reply));
  // Swagger UI loads the document from its path only if it is given an empty one.
  SwaggerModule.setup('api/v1/docs', app, {} as OpenAPIObject, {
    raw: false,
    swaggerUrl: DOCUMENT_PATH,
    customSiteTitle: 'Sales Agent',
    swaggerOptions: { validatorUrl: null, displayRequestDuration: true, tryItOutEnabled: true },
  });
}

/**
 * The document, from beside the bundle, where the build has put it, or built now. That takes some 200 ms, so it is done before the
 * service listens.
 */
export function prepareDocument(app: INestApplication): ServedDocument {
  const known = built.get(app);
  if (known !== undefined) return known;
  const body = existsSync(PREPARED) ? readFileSync(PREPARED) : Buffer.from(JSON.stringify(createDocument(app)));
  const document = { body, etag: `"${hash('sha256', body, 'base64url')}"` };
  built.set(app, document);
  return document;
}

/** Every client gets the same bytes, however many there are. */
function sendDocument(app: INestApplication, { headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { body, etag } = prepareDocument(app);
  void reply.headers({ etag, 'cache-control': 'no-cache' });
  if (headers['if-none-match']?.includes(etag) === true) return reply.code(304).send();
  return reply.type('application/json; charset=utf-8').send(body);
}

/** The OpenAPI document of every route of the application. */
export function createDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Sales Agent')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This host')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'API key', description: 'An API key' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An API key' }, 'api_key')
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('api_key')
    .addTag('Leads', 'Store, read, list, change and delete leads')
    .addTag('Qualification', 'Score leads and read the history of scores')
    .addTag('Scoring models', 'Models learned from outcomes, and what they are worth')
    .addTag('Outcomes', 'How leads ended: what scores are learned from and measured by')
    .addTag('Scoring profile', 'What a good customer looks like')
    .addTag('Language models', 'Chat completions in the shape of the OpenAI API, and the state of providers')
    .addTag('Usage', 'What language models used and cost')
    .addTag('Research', 'Questions answered with sources')
    .addTag('Agents', 'The Model Context Protocol')
    .addTag('API keys', 'Create, list, rotate and revoke API keys')
    .addTag('Console', 'Sessions of the web console')
    .addTag('Workspaces', 'Separate data for each team')
    .addTag('Audit log', 'Who did what, when, and from where')
    .addTag('Health', 'Probes for Kubernetes and load balancers')
    .addTag('About', 'Name and version of this service')
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: ERROR_MODELS });
  completeDocument(document);
  return document;
}
