import type { OpenAPIObject } from '@nestjs/swagger';
import { declaredOperation } from '../api/operation.decorator.js';
import type { OperationDeclaration } from '../api/operation.js';
import { IDEMPOTENCY_KEY_HEADER, MAX_KEY_LENGTH } from '../idempotency/idempotency-key.header.js';
import { LONGEST_TAG, MOST_TAGS, TAGS_HEADER } from '../llm/tags/tags.header.js';
import type { Operation, Parameter, Schema } from './document.types.js';
import { ErrorComponents } from './error-components.js';
import { errorsOf } from './operation-errors.js';
import { shareParameters } from './shared-parameters.js';
import { shareFields } from './shared-schemas.js';

const EXAMPLE_ID = '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00';

const IDEMPOTENCY_KEY: Parameter = {
  name: IDEMPOTENCY_KEY_HEADER,
  in: 'header',
  description:
    'Makes the request safe to repeat: for 24 h, a request with the same key, body and API key is not executed again but ' +
    'gets the first answer, with the header `Idempotent-Replayed: true`. A failed request leaves the key free.',
  required: false,
  schema: { type: 'string', minLength: 1, maxLength: MAX_KEY_LENGTH, pattern: '^[ -~]+$' },
  example: '6c5d7a3e-order-4711',
};

const IF_MATCH: Parameter = {
  name: 'If-Match',
  in: 'header',
  description: 'The `ETag` of the version that the request is meant for, or `*` for any that exists; otherwise 412.',
  required: false,
  schema: { type: 'string' },
  example: '"3"',
};

const IF_NONE_MATCH: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  description:
    'The `ETag` of a version that is known already, which a read answers with 304; `*` lets a write only create.',
  required: false,
  schema: { type: 'string' },
  example: '"3"',
};

const TAGS: Parameter = {
  name: TAGS_HEADER,
  in: 'header',
  description: `What the request is for: at most ${MOST_TAGS} tags, separated by commas. The usage report can be grouped by them.`,
  required: false,
  schema: { type: 'string', maxLength: MOST_TAGS * (LONGEST_TAG + 10), pattern: '^[ -~]*$' },
  example: 'batch, team=growth',
};

/**
 * Adds to every operation what follows from its declaration: status, headers and errors. What several operations have is a
 * component that they refer to.
 */
export function completeDocument(document: OpenAPIObject): void {
  const errors = new ErrorComponents();
  const operations = operationsOf(document);
  const seen = new Map<string, number>();
  for (const operation of operations) {
    const declaration = declaredOperation(operation.operationId);
    const count = seen.get(operation.operationId) ?? 0;
    seen.set(operation.operationId, count + 1);
    // A controller that serves two paths documents the same operation twice.
    if (count > 0) operation.operationId = idOf(declaration, count);
    correctStatus(operation, declaration);
    describeSuccess(operation);
    addParametersAndErrors(operation, declaration, errors);
  }
  const { schemas = {} } = document.components ?? {};
  shareFields(schemas as Record<string, Schema>);
  document.components = {
    ...document.components,
    parameters: shareParameters(operations),
    responses: { ...errors.responses },
  };
}

function operationsOf({ paths }: OpenAPIObject): Operation[] {
  return Object.values(paths).flatMap((path) => Object.values(path as Record<string, Operation>));
}

function idOf({ id }: OperationDeclaration, count: number): string {
  const found = typeof id === 'string' ? undefined : id[count];
  if (found === undefined) throw new Error(`${String(id)} is served at more paths than it has ids`);
  return found;
}

/** The plugin that documents return types reads the status from Nest's own decorator, not from `@Operation()`. */
function correctStatus(operation: Operation, { status }: OperationDeclaration): void {
  const [success] = Object.values(operation.responses);
  if (status === undefined || status in operation.responses || success === undefined) return;
  operation.responses = { [status]: success };
}

function describeSuccess({ responses }: Operation): void {
  for (const response of Object.values(responses)) {
    if ('description' in response && response.description === '') response.description = 'Success';
  }
}

function addParametersAndErrors(
  operation: Operation,
  declaration: OperationDeclaration,
  errors: ErrorComponents,
): void {
  const { parameters = [] } = operation;
  for (const parameter of parameters) if (parameter.name === 'id') parameter.example = EXAMPLE_ID;
  operation.parameters = [
    ...parameters,
    ...(declaration.idempotent === undefined ? [] : [IDEMPOTENCY_KEY]),
    ...(declaration.conditional === undefined ? [] : [IF_MATCH, IF_NONE_MATCH]),
    ...(declaration.spends === undefined ? [] : [TAGS]),
  ];
  const failures = errors.add(errorsOf(declaration), declaration.errorShape);
  operation.responses = { ...failures, ...operation.responses };
}
