import { glob } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { HTTP_STATUS } from '../src/errors/error-kind.js';
import { SalesAgentError, type SalesAgentErrorClass } from '../src/errors/sales-agent.error.js';

const HEADING = `# Errors

Every failure answers with the same shape, whichever part of the service it comes from:

\`\`\`json
{
  "error_code": "LEAD_NOT_FOUND",
  "message": "Lead 01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00 does not exist",
  "details": { "lead_id": "01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00" },
  "timestamp": "2026-11-22T10:00:00.000Z",
  "request_id": "01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f01"
}
\`\`\`

\`error_code\` is stable and meant for programs; \`message\` is for people and may change. \`request_id\` also stands in the
\`x-request-id\` header and in the log. With \`Accept: application/problem+json\` the same facts come as RFC 9457 has them.
A \`Retry-After\` header tells, in seconds, when a retry makes sense.

This list is made from the error classes of the code by \`npm run openapi\`.

| code | status | when |
|---|---|---|
`;

/** The page of all error codes, sorted, as the classes in every `*.errors.ts` declare them. */
export async function errorList(): Promise<string> {
  const rows = (await errorClasses()).map(
    ({ errorCode, kind, meaning }) => `| \`${errorCode}\` | ${HTTP_STATUS[kind]} | ${meaning} |`,
  );
  return `${HEADING}${[...new Set(rows)].sort().join('\n')}\n`;
}

async function errorClasses(): Promise<SalesAgentErrorClass[]> {
  const classes: SalesAgentErrorClass[] = [];
  for await (const path of glob('dist/src/**/*.errors.js')) {
    const exported: unknown[] = Object.values((await import(pathToFileURL(path).href)) as object);
    classes.push(...exported.filter(isErrorClass));
  }
  return classes;
}

/** Abstract ones declare no code. */
function isErrorClass(value: unknown): value is SalesAgentErrorClass {
  return typeof value === 'function' && value.prototype instanceof SalesAgentError && 'errorCode' in value;
}
