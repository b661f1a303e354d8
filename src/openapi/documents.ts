import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { VERSION } from '../config/version.js';
import { completeDocument } from './complete-document.js';
import { ERROR_MODELS } from './error-components.js';

/** Beginnings of the paths at which the documents stand. */
export const DOCUMENT_PATHS = ['/api/v1/docs', '/api/v1/openapi.json'];

const DESCRIPTION = `Takes sales leads in and scores each 0-100 with reasons a person can check.

Every failure has the same shape: \`error_code\`, \`message\`, \`details\`, \`timestamp\` and \`request_id\`; send
\`Accept: application/problem+json\` for the same facts as RFC 9457.

Callers send an API key, as \`Authorization: Bearer\` or as \`X-API-Key\`; each operation names the scope it takes, and
the scope \`admin\` includes all others. While no key exists, the service serves its own machine without one.`;

/** Swagger UI at `/api/v1/docs`, the document itself at `/api/v1/openapi.json`; nothing in it leaves this host. */
export function serveDocuments(app: INestApplication): void {
  SwaggerModule.setup('api/v1/docs', app, () => createDocument(app), {
    jsonDocumentUrl: 'api/v1/openapi.json',
    raw: ['json'],
    customSiteTitle: 'Sales Agent',
    swaggerOptions: { validatorUrl: null, displayRequestDuration: true, tryItOutEnabled: true },
  });
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
    .addTag('Leads', 'Store, read, list, change and delete leads')
    .addTag('Qualification', 'Score leads, and read how they were scored')
    .addTag('Scoring profile', 'What a good customer looks like')
    .addTag('Language models', 'Ask them, by the protocol of OpenAI, and see how they are doing')
    .addTag('Usage', 'What language models used and cost')
    .addTag('Research', 'Questions, answered with sources')
    .addTag('Agents', 'The Model Context Protocol')
    .addTag('API keys', 'Who may call, and what they may do')
    .addTag('Workspaces', 'Teams that see nothing of each other')
    .addTag('Audit log', 'Who did what, when, and from where')
    .addTag('Health', 'Probes')
    .addTag('About', 'What this service is')
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: ERROR_MODELS });
  completeDocument(document);
  return { ...document, security: [] };
}
