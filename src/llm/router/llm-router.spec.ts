import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setImmediate as turn } from 'node:timers/promises';
import type { BudgetReservations } from '../budgets/budget-reservations.service.js';
import { LlmSettings } from '../llm.settings.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { LedgerQueue } from '../ledger/ledger-queue.service.js';
import type { LedgerRow } from '../ledger/ledger-row.entity.js';
import type { AnswerChunk, AnswerStream } from '../providers/answers/chat-completion.js';
import type { LlmProvider } from '../providers/llm-provider.js';
import { ProviderFailure } from '../providers/failures/provider-failure.js';
import { guessTokens, type LlmThreads } from '../threads/llm-threads.service.js';
import type { LlmRequest } from './llm-request.js';
import { AttemptResources } from './attempt-resources.service.js';
import { LlmRouter } from './llm-router.service.js';
import { ProviderRegistry } from './provider-registry.js';
import { LearnedHabits } from '../providers/learned-habits.js';
import { DEFAULT_HABITS } from '../providers/provider-habits.js';

const NO_BUDGETS = { applyingTo: () => Promise.resolve([]) } as unknown as BudgetReservations;

/** Starts to answer, and sends the remainder one turn of the event loop later. */
class SlowProvider {
  readonly profile;
  readonly habits;
  isCancelled = false;
  calls = 0;

  constructor(name: string) {
    const price = { input: 1n, cachedInput: 1n, output: 1n };
    this.profile = {
      name,
      model: 'm',
      price,
      quality: 1,
      latencyPriorMs: 1,
      contextWindow: 1_000,
      weight: 1,
      habits: DEFAULT_HABITS,
      timeouts: {},
    };
    this.habits = new LearnedHabits(this.profile, 1_000, () => undefined);
  }

  complete(): Promise<never> {
    this.calls++;
    return Promise.reject(new ProviderFailure('rejected_key', 'no', { status: 401 }));
  }

  stream(): Promise<AnswerStream> {
    const chunks = this.chunks();
    return Promise.resolve({
      model: 'm',
      firstTokenMs: 1,
      chunks,
      reportedUsage: undefined,
      completionText: 'Half an',
      completionLength: 7,
      isFlawed: false,
    });
  }

  private async *chunks(): AsyncGenerator<AnswerChunk, void> {
    try {
      yield { data: '{}', isContent: true };
      await turn();
      yield { data: '{}', isContent: true };
    } finally {
      this.isCancelled = true;
    }
  }
}

let now: number;
let provider: SlowProvider;
let registry: ProviderRegistry;
let calls: LedgerRow[];
let router: LlmRouter;
let caller: AbortController;

beforeEach(() => {
  now = 0;
  provider = new SlowProvider('slow');
  registry = registryOf(provider);
  calls = [];
  router = routerOver(registry);
  caller = new AbortController();
});

afterEach(() => {
  caller.abort();
});

function registryOf(...providers: SlowProvider[]): ProviderRegistry {
  return new ProviderRegistry(providers as unknown as LlmProvider[], () => now);
}

function routerOver(providers: ProviderRegistry): LlmRouter {
  const ledger = { record: (row: LedgerRow) => void calls.push(row) } as unknown as LedgerQueue;
  const threads = { countTokens: (text: string) => Promise.resolve(guessTokens(text)) } as unknown as LlmThreads;
  return new LlmRouter(providers, new AttemptResources(new LlmSettings(), threads, ledger, NO_BUDGETS));
}

function request(): LlmRequest {
  const body = { messages: [{ role: 'user', content: 'x' }], stream: true };
  const payer = { workspace: 'w' as WorkspaceId, keyId: null, models: null };
  return { ...payer, body, operation: 'chat', strategy: 'balanced', signal: caller.signal };
}

async function settled(): Promise<void> {
  for (let count = 0; count < 100 && calls.length === 0; count++) await turn();
}

describe('a stream', () => {
  it('that is read to its end has one ledger row', async () => {
    const { chunks } = await router.stream(request(), false);
    let count = 0;
    for await (const { data } of chunks) count += data.length > 0 ? 1 : 0;
    caller.abort();
    await turn();
    expect(count).toBe(2);
    expect(calls).toMatchObject([{ outcome: 'ok', usageSource: 'estimated' }]);
  });

  it('that is left in the middle has a ledger row, and its provider is cancelled', async () => {
    const { chunks } = await router.stream(request(), false);
    for await (const chunk of chunks) {
      expect(chunk.isContent).toBe(true);
      break;
    }
    await settled();
    expect(calls).toMatchObject([{ outcome: 'aborted', usageSource: 'estimated' }]);
    expect(provider.isCancelled).toBe(true);
  });

  it('that is left before it was read has a ledger row too, and gives its probe back', async () => {
    await expect(router.complete(request())).rejects.toThrow();
    calls.length = 0;
    now = 10_000;
    expect(registry.entry('slow').health.breaker.state).toBe('half_open');
    await router.stream(request(), false);
    expect(registry.entry('slow').health.breaker.state).toBe('open');
    caller.abort();
    await settled();
    expect(calls).toMatchObject([{ outcome: 'aborted', errorClass: 'aborted' }]);
    expect(registry.entry('slow').health.breaker.state).toBe('half_open');
  });
});

describe('a request', () => {
  it('is not tried elsewhere once its caller has disconnected', async () => {
    const [first, second] = [new SlowProvider('a'), new SlowProvider('b')];
    first.complete = () => {
      caller.abort();
      return Promise.reject(new ProviderFailure('unavailable', 'x'));
    };
    await expect(routerOver(registryOf(first, second)).complete(request())).rejects.toThrow('a could not be reached');
    expect(second.calls).toBe(0);
  });

  it('that may go to one provider is told when that one may be tried again, whatever the others do', async () => {
    const among = routerOver(registryOf(new SlowProvider('a'), new SlowProvider('b')));
    const refused = among.complete({ ...request(), providers: ['a'] });
    await expect(refused).rejects.toMatchObject({ retryAfterSeconds: 10 });
  });

  it('is not tried elsewhere after an internal error', async () => {
    const [first, second] = [new SlowProvider('a'), new SlowProvider('b')];
    first.complete = () => Promise.reject(new TypeError('a fault of ours'));
    await expect(routerOver(registryOf(first, second)).complete(request())).rejects.toThrow(TypeError);
    expect(second.calls).toBe(0);
  });
});
