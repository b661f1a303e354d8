import { glob } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { HTTP_STATUS } from '../src/errors/error-kind.js';
import { SalesAgentError, type SalesAgentErrorClass } from '../src/errors/sales-agent.error.js';

const HEADING = `# Errors

REST endpoints answer every error in this shape:

\`\`\`json
{
  "error_code": "LEAD_NOT_FOUND",
  "message": "Lead 01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00 does not exist",
  "details": { "lead_id": "01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00" },
  "timestamp": "2026-11-22T10:00:00.000Z",
  "request_id": "01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f01"
}
\`\`\`

\`error_code\` is stable and meant for programs; \`message\` is for people and may change. \`request_id\` is also in the
\`x-request-id\` header and in the log. With \`Accept: application/problem+json\` the answer follows RFC 9457.
A \`Retry-After\` header gives the seconds after which a retry makes sense.

The same codes appear in two other shapes:

- the OpenAI endpoints, and unknown paths below their base URLs, answer as OpenAI does, with the code in
  \`error.code\` ([routing.md](routing.md#errors));
- \`/mcp\` answers JSON-RPC errors, with the code in \`error.data.error_code\`, and errors of tools as tool results
  ([mcp.md](mcp.md#errors)).

This list is generated from the error classes by \`npm run docs\`.

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
