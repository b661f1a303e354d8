import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { MCP_TOOLS } from '../../../src/mcp/mcp-servers.service.js';
import type { McpTool } from '../../../src/mcp/tools/mcp.tool.js';
import { issueKey, UNKNOWN_KEY } from '../../support/callers.js';
import { useFolder } from '../../support/service-process.js';
import { useService } from '../../support/test-service.js';

const CLIENTS = ['sdk-v1', 'sdk-v2', 'ai-sdk', 'langchain', 'mcp-remote'] as const;
const TIMEOUT_MS = 60_000;

interface Outcome {
  value?: string;
  failure?: string;
}

type Answers = Record<string, Outcome>;

const run = promisify(execFile);
const service = useService();
/** mcp-remote keeps what it learns of servers in the home folder. */
const home = useFolder();

/** What a client makes of the service's answers. */
async function drive(client: string, key: string): Promise<Answers> {
  const script = resolve('test/clients/mcp/drive.js');
  const env = { PATH: process.env.PATH, HOME: home.path, LANGCHAIN_TRACING_V2: 'false' };
  const { stdout } = await run(process.execPath, [script, client, service.url, key], { env, timeout: TIMEOUT_MS });
  return JSON.parse(stdout) as Answers;
}

/** What the model, or the program, gets to read of a failure, as a result or as an error. */
function failureIn({ value, failure }: Outcome = {}): string {
  return value ?? failure ?? '';
}

describe.each(CLIENTS)('the client %s', (client) => {
  let answers: Answers;

  beforeAll(async () => {
    answers = await drive(client, (await issueKey(service)).key);
  }, TIMEOUT_MS);

  it('lists the tools', () => {
    const names = service.app.get<McpTool[]>(MCP_TOOLS).map(({ name }) => name);
    expect(answers.tools?.value).toEqual(names);
  });

  it('stores a lead and finds it', () => {
    const { lead_id, status } = JSON.parse(answers.created?.value ?? '{}');
    expect(status).toBe('new');
    expect(JSON.parse(answers.found?.value ?? '{}').lead).toMatchObject({ id: lead_id, company_name: 'Acme' });
  });

  it('reads a resource', () => {
    expect(JSON.parse(answers.resource?.value ?? '{}')).toMatchObject({ weights: { company_fit: 0.4 } });
  });

  it('gets a prompt', () => {
    expect(answers.prompt?.value).toContain(JSON.parse(answers.created?.value ?? '{}').lead_id);
  });

  it('learns of a wrong argument, and what to do', () => {
    const failure = failureIn(answers.wrongArgument);
    expect(failure).toContain('VALIDATION_ERROR');
    expect(failure).toContain('country must be ISO 3166-1 codes or names of countries, not');
    expect(failure).toContain('Correct the arguments');
  });

  it('learns that a lead is there already, and which tool changes it', () => {
    const failure = failureIn(answers.businessFailure);
    expect(failure).toContain('LEAD_ALREADY_EXISTS');
    expect(failure).toContain(JSON.parse(answers.created?.value ?? '{}').lead_id);
    expect(failure).toContain('update_lead');
  });

  it('learns that there is no such tool, resource or prompt', () => {
    expect(failureIn(answers.unknownTool)).toContain('drop_tables not found');
    expect(failureIn(answers.unknownResource)).toMatch(/not found/i);
    expect(failureIn(answers.unknownPrompt)).toContain('be_evil not found');
  });

  it(
    'fails at once with a wrong key',
    async () => {
      const { failure } = (await drive(client, UNKNOWN_KEY)) as { failure?: unknown };
      expect(failure).toEqual(expect.stringMatching(/401|unauthorized|API key|closed/i));
    },
    TIMEOUT_MS,
  );
});
