/** The parts of an OpenAPI document that are completed here. */
export interface Reference {
  $ref: string;
}

/** Of an object; of others, nothing is completed. */
export interface Schema {
  properties?: Record<string, object>;
  required?: string[];
  allOf?: object[];
}

export interface Media {
  schema: Reference;
}

export interface Response {
  description: string;
  content?: Record<string, Media>;
}

export interface Parameter {
  name: string;
  in: 'query' | 'header' | 'path' | 'cookie';
  description?: string;
  required?: boolean;
  schema?: object;
  example?: unknown;
}

export interface Operation {
  operationId: string;
  summary: string;
  parameters?: Parameter[];
  responses: Record<string, Response | Reference>;
}
