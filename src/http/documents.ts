import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { VERSION } from '../config/version.js';
import { completeDocument } from './document-examples.js';

const DESCRIPTION = `Takes sales leads in and scores each 0-100 with reasons a person can check.

Every failure has the same shape: \`error_code\`, \`message\`, \`details\`, \`timestamp\` and \`request_id\`; send
\`Accept: application/problem+json\` for the same facts as RFC 9457.`;

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
    .addTag('Leads', 'Store, read, list, change and delete leads')
    .addTag('Qualification', 'Score leads, and read how they were scored')
    .addTag('Scoring profile', 'What a good customer looks like')
    .addTag('Health', 'Probes')
    .addTag('About', 'What this service is')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  completeDocument(document);
  return { ...document, security: [] };
}
