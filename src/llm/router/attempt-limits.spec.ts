import { describe, expect, it } from 'vitest';
import { ByteBudget } from '../../resilience/byte-budget.js';
import { TurnBudget } from '../../resilience/turn-budget.js';
import { LlmSettings } from '../llm.settings.js';
import type { ProviderTimeouts } from '../providers/provider-habits.js';
import type { LlmThreads } from '../threads/llm-threads.service.js';
import { attemptLimits } from './attempt-limits.js';
import type { Step } from './attempt-plan.js';
import type { RoutedRequest } from './llm-request.js';

const settings = new LlmSettings();

function limitsOf(request: object, timeouts: ProviderTimeouts = {}, hasMore = true) {
  const routed = { body: { messages: [] }, deadlineAt: 30_000, ...request } as unknown as RoutedRequest;
  const step = { hasMore } as Step;
  const held = new ByteBudget(1).open('a');
  const planned = { request: routed, step, timeouts, startedAt: 0, isHeldBack: false, held, turns: new TurnBudget(1) };
  return attemptLimits(planned, settings, {} as LlmThreads);
}

const STREAM = { body: { messages: [], stream: true } };

describe('an attempt', () => {
  it('of an answer in one piece may take half of the time while another provider is left', () => {
    expect(limitsOf({})).toMatchObject({ firstTokenMs: 15_000, totalMs: 30_000, totalClass: 'deadline' });
    expect(limitsOf({}, {}, false)).toMatchObject({ firstTokenMs: 30_000 });
  });

  it('of a stream waits for a first token as long as the settings say, or the provider', () => {
    expect(limitsOf(STREAM)).toMatchObject({ firstTokenMs: 10_000, idleMs: 10_000 });
    expect(limitsOf(STREAM, { firstTokenMs: 25_000, idleMs: 500 })).toMatchObject({
      firstTokenMs: 25_000,
      idleMs: 500,
    });
  });

  it('ends by the limit of the provider before the deadline, and then another one may be tried', () => {
    expect(limitsOf({}, { totalMs: 1_000 })).toMatchObject({ totalMs: 1_000, totalClass: 'silent' });
    expect(limitsOf({}, { totalMs: 60_000 })).toMatchObject({ totalMs: 30_000, totalClass: 'deadline' });
  });

  it('of a caller who names a time waits for the first token of a stream as for a whole answer', () => {
    const request = { ...STREAM, deadlineAt: 120_000, timeoutMs: 120_000 };
    expect(limitsOf(request)).toMatchObject({ firstTokenMs: 60_000 });
    expect(limitsOf(request, {}, false)).toMatchObject({ firstTokenMs: 120_000 });
  });
});
