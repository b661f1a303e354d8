/** The parts of an OpenAPI document that are completed here. */
export interface Reference {
  $ref: string;
}

export interface Media {
  schema: Reference;
  example?: unknown;
  examples?: Record<string, Reference>;
}

export interface Response {
  description: string;
  content?: Record<string, Media>;
}

export interface Parameter {
  name: string;
  in: string;
  description?: string;
  required?: boolean;
  schema?: object;
  example?: unknown;
}

export interface Operation {
  operationId: string;
  summary: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Response | Reference>;
}
