import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { VERSION } from '../config/version.js';

interface ResponseObject {
  description: string;
}

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
  describeSuccesses(document);
  return { ...document, security: [] };
}

/** What an operation answers when all goes well is what its summary promises. */
function describeSuccesses(document: OpenAPIObject): void {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path as Record<string, unknown>));
  for (const { summary, responses } of operations as {
    summary?: string;
    responses: Record<string, ResponseObject>;
  }[]) {
    for (const [status, response] of Object.entries(responses)) {
      if (status.startsWith('2') && response.description === '') response.description = `Done: ${summary ?? status}`;
    }
  }
}
