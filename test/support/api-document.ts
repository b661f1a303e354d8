import { readFileSync } from 'node:fs';
import { sample } from 'openapi-sampler';

export interface DocumentedParameter {
  name: string;
  in: string;
  schema: { enum?: string[] };
}

/** What the OpenAPI document says of one operation. */
export interface DocumentedOperation {
  operationId: string;
  method: string;
  /** With its parameters in braces. */
  path: string;
  parameters: DocumentedParameter[];
  /** A body in JSON, made of the examples of its fields. */
  exampleBody: unknown;
  responses: Record<string, object>;
  isPublic: boolean;
  scope: string | undefined;
  /** One of these authenticates a caller. */
  security: object[];
}

interface Reference {
  $ref: string;
}

interface PathOperation {
  operationId: string;
  parameters?: (DocumentedParameter | Reference)[];
  requestBody?: { content: { 'application/json'?: { schema: object } } };
  responses: Record<string, object>;
  security?: object[];
  'x-public'?: boolean;
  'x-required-scope'?: string;
}

/** An OpenAPI document. */
export interface ApiDocument {
  paths: Record<string, Record<string, PathOperation>>;
  components: {
    parameters: Record<string, DocumentedParameter>;
    responses: Record<string, { description: string }>;
    schemas: Record<string, object>;
  };
  security: object[];
}

/** The document in `openapi.json`. */
export function readApiDocument(): ApiDocument {
  return JSON.parse(readFileSync('openapi.json', 'utf8')) as ApiDocument;
}

/** Every operation of a document, with what it refers to. */
export function operationsOf(document: ApiDocument): DocumentedOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => describe(document, path, method, operation)),
  );
}

function describe(
  document: ApiDocument,
  path: string,
  method: string,
  { operationId, parameters = [], requestBody, responses, security, ...rest }: PathOperation,
): DocumentedOperation {
  const schema = requestBody?.content['application/json']?.schema;
  return {
    operationId,
    method,
    path,
    parameters: parameters.map((parameter) => resolve(document, parameter)),
    exampleBody: schema === undefined ? undefined : sample(schema, {}, document),
    responses,
    isPublic: rest['x-public'] === true,
    scope: rest['x-required-scope'],
    security: security ?? document.security,
  };
}

function resolve({ components }: ApiDocument, parameter: DocumentedParameter | Reference): DocumentedParameter {
  if ('name' in parameter) return parameter;
  const found = components.parameters[parameter.$ref.replace('#/components/parameters/', '')];
  if (found === undefined) throw new Error(`${parameter.$ref} is not there`);
  return found;
}
