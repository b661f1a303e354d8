import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { LlmSettings } from '../llm.settings.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { LedgerQueue } from '../ledger/ledger-queue.service.js';
import type { LedgerRow } from '../ledger/ledger-row.js';
import { type AnswerChunk, type AnswerStream, LlmProvider, type WholeAnswer } from '../providers/llm-provider.js';
import { ConfiguredPriceList } from '../providers/configured-price-list.js';
import { LlmRouter } from './llm-router.service.js';
import { ProviderFailure } from '../providers/provider-failure.js';
import { ProviderRegistry } from './provider-registry.js';
import type { RoutedRequest } from './routed-request.js';

/** Has begun to answer, and says the rest when it is told to. */
class SlowProvider extends LlmProvider {
  override readonly profile = {
    name: 'slow',
    model: 'm',
    price: { input: 1n, cachedInput: 1n, output: 1n },
    quality: 1,
    latencyPriorMs: 1,
    contextWindow: 1_000,
    weight: 1,
  };
  isCancelled = false;

  override complete(): Promise<WholeAnswer> {
    return Promise.reject(new ProviderFailure('rejected_key', 'no', { status: 401 }));
  }

  override stream(): Promise<AnswerStream> {
    const chunks = this.chunks();
    return Promise.resolve({
      model: 'm',
      firstTokenMs: 1,
      chunks,
      reportedUsage: () => undefined,
      completionText: () => 'Half an',
    });
  }

  override close(): Promise<void> {
    return Promise.resolve();
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
  provider = new SlowProvider();
  registry = new ProviderRegistry([provider], () => now);
  calls = [];
  const ledger = { record: (call: LedgerRow) => void calls.push(call) } as unknown as LedgerQueue;
  router = new LlmRouter(registry, ledger, new ConfiguredPriceList([provider.profile]), new LlmSettings());
  caller = new AbortController();
});

afterEach(() => {
  caller.abort();
});

function request(): RoutedRequest {
  const body = { messages: [{ role: 'user', content: 'x' }], stream: true };
  const workspace = 'w' as WorkspaceId;
  const { signal } = caller;
  return {
    body,
    target: { strategy: 'balanced' },
    workspace,
    operation: 'chat',
    signal,
    isCallersOwn: true,
    repairs: true,
  };
}

async function settled(): Promise<void> {
  for (let count = 0; count < 100 && calls.length === 0; count++) await turn();
}

describe('a stream', () => {
  it('that is read to its end is written down once', async () => {
    const { chunks } = await router.stream(request(), false);
    let count = 0;
    for await (const { data } of chunks) count += data.length > 0 ? 1 : 0;
    caller.abort();
    await turn();
    expect(count).toBe(2);
    expect(calls).toMatchObject([{ outcome: 'ok', usageSource: 'estimated' }]);
  });

  it('that is left in the middle is written down, and its provider cancelled', async () => {
    const { chunks } = await router.stream(request(), false);
    for await (const chunk of chunks) {
      expect(chunk.isContent).toBe(true);
      break;
    }
    await settled();
    expect(calls).toMatchObject([{ outcome: 'aborted', usageSource: 'estimated' }]);
    expect(provider.isCancelled).toBe(true);
  });

  it('that is left before it was read at all is written down too, and keeps no probe', async () => {
    await expect(router.complete(request())).rejects.toThrow();
    calls.length = 0;
    now = 10_000;
    expect(registry.entry('slow').health.breakerState).toBe('half_open');
    await router.stream(request(), false);
    expect(registry.entry('slow').health.breakerState).toBe('open');
    caller.abort();
    await settled();
    expect(calls).toMatchObject([{ outcome: 'aborted', errorClass: 'aborted' }]);
    expect(registry.entry('slow').health.breakerState).toBe('half_open');
  });
});
