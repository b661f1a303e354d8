import { vi } from 'vitest';
import { LedgerQueue } from '../../src/llm/ledger/ledger-queue.service.js';
import type { LedgerRow } from '../../src/llm/ledger/ledger-row.entity.js';
import { LearnedHabits } from '../../src/llm/providers/learned-habits.js';
import type { Clock } from '../../src/llm/router/circuit-breaker.js';
import { ProviderRegistry } from '../../src/llm/router/provider-registry.js';
import { ProviderHealth } from '../../src/llm/router/provider-health.js';
import { goodAnswer } from './provider-responses.js';
import { type ProviderDouble, startProviderDouble } from './provider-double.js';
import {
  type Environment,
  type LaterEnvironment,
  resolved,
  startTestService,
  type TestService,
} from './test-service.js';
import { useStarted } from './use-started.js';

export const CHAT_PATH = '/api/v1/llm/chat/completions';
export const MESSAGES = [{ role: 'user', content: 'Say something.' }];

/** An answer as a client gets it. */
export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** The data of each event of a stream. */
  events: string[];
  /** Of an answer in one piece; `undefined` for a stream. */
  body: unknown;
}

export interface LlmTestService extends TestService {
  runpod: ProviderDouble;
  cerebras: ProviderDouble;
  /** Asks for a chat completion; what `body` leaves out is filled in. */
  chat(body?: object, headers?: Record<string, string>, signal?: AbortSignal): Promise<Reply>;
  /** The rows recorded in the ledger since the last `reset`. */
  ledgerRows(): LedgerRow[];
  /** Forgets calls, failures and what providers refused, so that each test finds closed breakers and providers that answer; `now` is their clock. */
  reset(now?: Clock): void;
}

/** The service with scripted doubles of RunPod and Cerebras; RunPod is the cheaper, Cerebras the better one. */
export async function startLlmService(environment: Environment = {}): Promise<LlmTestService> {
  const [runpod, cerebras] = await Promise.all([startProviderDouble(), startProviderDouble()]);
  const service = await startTestService({
    RUNPOD_API_KEY: 'key-of-runpod',
    RUNPOD_API_BASE: `${runpod.url}/v2`,
    RUNPOD_VLLM_ENDPOINT_ID: 'endpoint1',
    CEREBRAS_API_KEY: 'key-of-cerebras',
    CEREBRAS_API_BASE: `${cerebras.url}/v1`,
    ...environment,
  });
  const rows = recordLedgerRows(service);
  return {
    ...service,
    runpod,
    cerebras,
    chat: (body = {}, headers = {}, signal) => chat(service.url, body, headers, signal),
    ledgerRows: () => rows,
    reset: (now) => {
      rows.length = 0;
      for (const provider of [runpod, cerebras]) provider.script(goodAnswer());
      resetProviderHealth(service, now);
    },
    stop: async () => {
      // Callers who disconnected leave connections without a request, for which a server would wait.
      service.app.getHttpServer().closeAllConnections();
      await service.stop();
      await Promise.all([runpod.stop(), cerebras.stop()]);
    },
  };
}

/** The service with its two providers, running while the tests of the enclosing block do. */
export function useLlmService(environment: LaterEnvironment = {}): LlmTestService {
  return useStarted(
    () => startLlmService(resolved(environment)),
    (service) => service.stop(),
  );
}

/** The rows recorded in the ledger from now on. */
export function recordLedgerRows({ app }: TestService): LedgerRow[] {
  const ledger = app.get(LedgerQueue);
  const record = ledger.record.bind(ledger);
  const calls: LedgerRow[] = [];
  vi.spyOn(ledger, 'record').mockImplementation((call) => {
    calls.push(call);
    record(call);
  });
  return calls;
}

export function resetProviderHealth({ app }: TestService, now: Clock = () => performance.now()): void {
  for (const member of app.get(ProviderRegistry).entries.values()) {
    const { profile } = member.provider;
    member.health = new ProviderHealth(profile.latencyPriorMs, now);
    Object.assign(member.provider, { habits: new LearnedHabits(profile, 3_600_000, () => undefined) });
  }
}

async function chat(
  url: string,
  body: object,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<Reply> {
  const answered = await fetch(`${url}${CHAT_PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ messages: MESSAGES, ...body }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await answered.text();
  const isStream = answered.headers.get('content-type')?.startsWith('text/event-stream') === true;
  return {
    status: answered.status,
    headers: answered.headers,
    text,
    events: isStream ? eventsIn(text) : [],
    body: isStream ? undefined : JSON.parse(text),
  };
}

function eventsIn(text: string): string[] {
  return text.split('\n\n').flatMap((event) => (event.startsWith('data: ') ? [event.slice('data: '.length)] : []));
}

/** How each breaker stands, as the service tells it. */
export async function breakersOf({ http }: TestService): Promise<Record<string, string>> {
  const { body } = await http.get('/api/v1/llm/providers');
  const providers = body.data as { name: string; breaker: string }[];
  return Object.fromEntries(providers.map(({ name, breaker }) => [name, breaker]));
}

/** The words of a stream, put together. */
export function textOf({ events }: Reply): string {
  return events
    .filter((data) => data !== '[DONE]')
    .map((data) => (JSON.parse(data) as { choices?: { delta?: { content?: string } }[] }).choices?.[0]?.delta?.content)
    .join('');
}
