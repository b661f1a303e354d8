import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { type ProviderDouble, startProviderDouble } from '../support/provider-double.js';
import { type RawAnswer, request, sendBytes } from '../support/raw-request.js';
import { createFolder, type Folder, type ServiceProcess, startService } from '../support/service-process.js';
import { type HostileRequest, hostileRequests } from './fuzz/hostile-requests.js';
import { type DescribedOperation, describedOperations } from './fuzz/operations.js';

/** The same requests in each run; another number makes others. */
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_128);
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 150);
/** For each operation, so that all of them end within two minutes. */
const TIME_LIMIT_MS = 2_000;
const MAX_ANSWER_BYTES = 100 * 1024;
/** Failures of a language model, which are not ours. */
const UPSTREAM_CODES = /^(LLM_|LEAD_QUALIFICATION_FAILED)/;

describe(`Requests of any kind (FUZZ_SEED=${SEED})`, () => {
  let folder: Folder;
  let service: ServiceProcess;
  let provider: ProviderDouble;
  let key: string | undefined;
  let leadId: string;

  beforeAll(async () => {
    folder = await createFolder();
    provider = await startProviderDouble();
    service = await startService(folder.path, {
      LLM_PROVIDERS: JSON.stringify([{ name: 'double', base_url: `${provider.url}/v1`, model: 'double' }]),
    });
    key = (await post<{ key: string }>('/api/v1/api-keys', { name: 'fuzz', scopes: ['admin'] })).key;
    leadId = (await post<{ id: string }>('/api/v1/leads', { company_name: 'Acme' })).id;
  }, 60_000);

  afterAll(async () => {
    await service.end('SIGTERM');
    await provider.stop();
    await folder.remove();
  }, 60_000);

  async function post<Answer>(path: string, body: object): Promise<Answer> {
    const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const headers = { 'content-type': 'application/json', ...authorization };
    const response = await fetch(service.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as Answer;
  }

  async function send({ start, headers, body }: HostileRequest): Promise<RawAnswer> {
    return sendBytes(service.url, Buffer.concat([Buffer.from(request(start, headers), 'latin1'), body]));
  }

  it.each(describedOperations().map((operation): [string, DescribedOperation] => [operation.id, operation]))(
    'to %s get no 5xx of ours, no refusal over 100 KB, and every refusal in our shape',
    async (_, operation) => {
      const property = fc.asyncProperty(hostileRequests(operation, key ?? '', [leadId]), async (hostile) => {
        expectSound(await send(hostile), operation);
      });
      await fc.assert(property, {
        seed: SEED,
        numRuns: REQUESTS,
        interruptAfterTimeLimit: TIME_LIMIT_MS,
        endOnFailure: true,
      });
    },
    30_000,
  );

  it('leave the service as it was', async () => {
    expect((await fetch(`${service.url}/ping`)).status).toBe(200);
    const created = await post<{ company_name: string }>('/api/v1/leads', { company_name: 'After' });
    expect(created.company_name).toBe('After');
    expect(service.stdout()).not.toContain('INTERNAL_ERROR');
  });
});

function expectSound({ status, text, body, headers }: RawAnswer, { asksLlm }: DescribedOperation): void {
  // Nothing came within the time limit of the socket: a stream that goes on is no refusal.
  if (status < 400) return;
  const code = codeOf(body);
  expect({ status, code, text: text.slice(-1_000) }).toMatchObject({ code: expect.stringMatching(/^-?[A-Z_0-9]+$/) });
  expect(text.length).toBeLessThanOrEqual(MAX_ANSWER_BYTES);
  expect(headers['x-request-id']).toMatch(/./);
  const isOurs = status >= 500 && status !== 503 && !(asksLlm && UPSTREAM_CODES.test(code ?? ''));
  expect({ isOurs, status, text: isOurs ? text.slice(0, 2_000) : '' }).toMatchObject({ isOurs: false });
}

/** The code of an error, in whichever of our three shapes it is. */
function codeOf(body: unknown): string | undefined {
  const { error_code, error, message, jsonrpc } = (body ?? {}) as Record<string, unknown>;
  if (typeof error_code === 'string' && typeof message === 'string') return error_code;
  const { code, data } = (error ?? {}) as { code?: unknown; data?: { error_code?: string } };
  if (jsonrpc === '2.0' && typeof code === 'number') return data?.error_code ?? String(code);
  return typeof code === 'string' ? code : undefined;
}
