import type { OpenAPIObject } from '@nestjs/swagger';

interface Schema {
  $ref?: string;
  example?: unknown;
  default?: unknown;
  enum?: unknown[];
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
}

interface Body {
  description?: string;
  content?: Record<string, { schema: Schema; example?: unknown; examples?: unknown }>;
}

interface Operation {
  summary?: string;
  requestBody?: Body;
  responses: Record<string, Body>;
  parameters?: { name: string; in: string; schema: Schema; example?: unknown }[];
}

const EXAMPLE_ID = '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00';

/** Gives every operation whole examples, put together from those of its fields, and tells what success means. */
export function completeDocument(document: OpenAPIObject): void {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path as Record<string, Operation>));
  for (const { summary, requestBody, responses, parameters } of operations) {
    if (requestBody !== undefined) addExamples(requestBody, schemas);
    for (const response of Object.values(responses)) {
      addExamples(response, schemas);
      if (response.description === '') response.description = `Done: ${summary ?? ''}`;
    }
    for (const parameter of parameters ?? []) if (parameter.name === 'id') parameter.example = EXAMPLE_ID;
  }
}

function addExamples({ content }: Body, schemas: Record<string, Schema>): void {
  for (const media of Object.values(content ?? {})) {
    if (media.examples === undefined) media.example = exampleOf(media.schema, schemas);
  }
}

function exampleOf(schema: Schema, schemas: Record<string, Schema>): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref !== undefined) return exampleOf(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, schemas);
  const [choice] = schema.allOf ?? schema.oneOf ?? schema.anyOf ?? [];
  if (choice !== undefined) return exampleOf(choice, schemas);
  if (schema.items !== undefined) return [exampleOf(schema.items, schemas)];
  if (schema.properties === undefined) return schema.default ?? schema.enum?.[0] ?? null;
  return Object.fromEntries(Object.entries(schema.properties).map(([name, one]) => [name, exampleOf(one, schemas)]));
}
