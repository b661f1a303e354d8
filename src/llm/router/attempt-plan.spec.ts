import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { AttemptPlan, type Option, type Step } from './attempt-plan.js';
import { AdaptedFailure } from '../providers/adapted-failure.js';
import { DEFAULT_HABITS } from '../providers/provider-habits.js';
import { type FailureClass, ProviderFailure } from '../providers/failures/provider-failure.js';
import { ROUTING_STRATEGIES, type RoutingStrategy } from '../llm.settings.js';

const LEFT_MS = 10_000;
const option = (name: string, more: Partial<Option> = {}): Option => ({
  name,
  contextWindow: 1_000,
  isOpen: false,
  isFree: false,
  ...more,
});
const planOf = (options: Option[], strategy: RoutingStrategy = 'cost_optimized') =>
  new AttemptPlan(options, strategy, () => 0.5);
const failed = (failureClass: FailureClass, retryAfterMs?: number) =>
  new ProviderFailure(failureClass, 'x', { retryAfterMs });

/** The attempts, one after the other, if each fails in the same way. */
function walk(plan: AttemptPlan, failure: ProviderFailure): Step[] {
  const steps: Step[] = [];
  for (let step = plan.first(); step !== undefined; step = plan.after(step, failure, LEFT_MS)) steps.push(step);
  return steps;
}
const names = (steps: Step[]) => steps.map(({ provider }) => provider);

const AB = [option('a'), option('b')];

describe('the next attempt', () => {
  it.each<[FailureClass, string[]]>([
    ['connection', ['a', 'a', 'b']],
    ['server_error', ['a', 'a', 'b']],
    ['unavailable', ['a', 'b']],
    ['rate_limited', ['a', 'b']],
    ['rejected_key', ['a', 'b']],
    ['malformed', ['a', 'b']],
    ['broken_off', ['a', 'b']],
    ['silent', ['a', 'b']],
    ['no_credit', ['a', 'b']],
    ['blocked', ['a', 'b']],
    ['context_length', ['a', 'b']],
    ['max_tokens', ['a', 'b']],
    ['unknown_model', ['a', 'b']],
    ['refused', ['a', 'b']],
    ['deadline', ['a']],
    ['aborted', ['a']],
  ])('after %s goes to %j', (failureClass, order) => {
    expect(names(walk(planOf(AB), failed(failureClass)))).toEqual(order);
  });

  it('after a broken connection is at once, and on a fresh one', () => {
    const [, second, third] = walk(planOf(AB), failed('connection'));
    expect(second).toMatchObject({ pauseMs: 0, freshConnection: true });
    expect(third).toMatchObject({ pauseMs: 0, freshConnection: false });
  });

  it('after a 500 waits a moment that is not the same for all', () => {
    const pauseWith = (random: number) =>
      walk(new AttemptPlan(AB, 'balanced', () => random), failed('server_error'))[1]!.pauseMs;
    expect(pauseWith(0)).toBeGreaterThan(0);
    expect(pauseWith(0.99)).toBeGreaterThan(pauseWith(0));
    expect(pauseWith(0.99)).toBeLessThan(1_000);
  });

  it('after too long a prompt goes to a larger window alone', () => {
    const options = [option('a'), option('same'), option('large', { contextWindow: 2_000 })];
    const tooLong = new ProviderFailure('context_length', 'x', { contextWindow: 1_000 });
    expect(names(walk(planOf(options), tooLong))).toEqual(['a', 'large']);
  });

  it('after a refusal of a field is at the same provider, a few times, and then at the next one', () => {
    const known = { habits: DEFAULT_HABITS, contextWindow: undefined, facts: [] };
    const adaptation = { known, lessons: [] };
    const steps = walk(planOf(AB), new AdaptedFailure(failed('refused'), adaptation));
    expect(names(steps)).toEqual([...Array<string>(9).fill('a'), 'b']);
    expect(steps.map((step) => step.adaptation)).toEqual([undefined, ...Array<object>(8).fill(adaptation), undefined]);
  });

  it('after refusals goes to every provider, however many there are', () => {
    const many = ['a', 'b', 'c', 'd', 'e'];
    expect(names(walk(planOf(many.map((name) => option(name))), failed('refused')))).toEqual(many);
  });

  it('after faults goes to every provider only where each is to be asked', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => option(name));
    const all = new AttemptPlan(many, 'balanced', () => 0.5, true);
    expect(walk(planOf(many), failed('unavailable'))).toHaveLength(3);
    expect(names(walk(all, failed('server_error')))).toEqual(['a', 'a', 'b', 'c', 'd', 'e']);
  });

  it('is none when the deadline is over', () => {
    const plan = planOf(AB);
    expect(plan.after(plan.first()!, failed('unavailable'), 0)).toBeUndefined();
  });
});

describe('a 429 that names a moment', () => {
  it.each<[RoutingStrategy, number, boolean]>([
    ['cost_optimized', 5_000, true],
    ['cost_optimized', 5_001, false],
    ['balanced', 2_500, true],
    ['balanced', 2_501, false],
    ['latency_optimized', 0, true],
    ['latency_optimized', 1, false],
    ['quality_optimized', 1, false],
  ])('is waited for by %s for %d ms: %s', (strategy, retryAfterMs, isWaitedFor) => {
    const plan = planOf(AB, strategy);
    const step = plan.after(plan.first()!, failed('rate_limited', retryAfterMs), LEFT_MS);
    expect(step).toMatchObject(
      isWaitedFor ? { provider: 'a', pauseMs: retryAfterMs, isForced: true } : { provider: 'b', pauseMs: 0 },
    );
  });

  it('is not waited for beyond the deadline', () => {
    const plan = planOf(AB);
    expect(plan.after(plan.first()!, failed('rate_limited', 3_000), 3_000)?.provider).toBe('b');
  });
});

describe('providers with an open breaker', () => {
  const open = (name: string) => option(name, { isOpen: true });

  it('are tried last: only the first of them, and once', () => {
    expect(names(walk(planOf([option('a'), open('b'), open('c')]), failed('unavailable')))).toEqual(['a', 'b']);
    expect(walk(planOf([open('b'), open('c')]), failed('unavailable'))).toEqual([
      { provider: 'b', pauseMs: 0, freshConnection: false, isForced: true, hasMore: false },
    ]);
  });

  it('that opened after the plan was made are skipped, and tried once if no other is left', () => {
    const plan = planOf(AB);
    const first = plan.first()!;
    const second = plan.insteadOf(first)!;
    expect(second.provider).toBe('b');
    expect(plan.insteadOf(second)).toMatchObject({ provider: 'a', isForced: true });
  });

  it('that opened after the plan was made are not tried if another one was', () => {
    const plan = planOf(AB);
    const second = plan.after(plan.first()!, failed('unavailable'), LEFT_MS)!;
    expect(plan.insteadOf(second)).toBeUndefined();
  });
});

it('never makes more than three attempts that were no refusals, nor more than two at one provider, nor waits beyond the deadline', () => {
  const classes: FailureClass[] = ['connection', 'server_error', 'unavailable', 'rate_limited', 'silent'];
  const failures = fc.array(fc.record({ failureClass: fc.constantFrom(...classes), retryAfterMs: fc.nat(6_000) }), {
    minLength: 10,
    maxLength: 10,
  });
  const options = fc.array(fc.record({ contextWindow: fc.nat(3), isOpen: fc.boolean() }), { maxLength: 5 });
  fc.assert(
    fc.property(
      options,
      failures,
      fc.constantFrom(...ROUTING_STRATEGIES),
      fc.nat(6_000),
      (all, errors, strategy, leftMs) => {
        const inOrder = all
          .map((one, index) => option(`p${index}`, one))
          .sort((a, b) => Number(a.isOpen) - Number(b.isOpen));
        const plan = planOf(inOrder, strategy);
        const steps: Step[] = [];
        for (let step = plan.first(); step !== undefined;) {
          steps.push(step);
          const { failureClass, retryAfterMs } = errors[steps.length]!;
          step = plan.after(step, failed(failureClass, retryAfterMs), leftMs);
          expect(step === undefined || step.pauseMs === 0 || step.pauseMs < leftMs).toBe(true);
        }
        expect(steps.length).toBeLessThanOrEqual(3);
        for (const { name } of inOrder)
          expect(names(steps).filter((one) => one === name).length).toBeLessThanOrEqual(2);
      },
    ),
  );
});
