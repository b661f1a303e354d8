import { expect, it } from '@jest/globals';
import { AttemptPlan } from './attempt-plan.js';
import { makeAttempts } from './attempts.js';
import type { ProviderRegistry } from './provider-registry.js';
import { ProviderFailure } from '../providers/provider-failure.js';

const plan = () => {
  const options = ['a', 'b'].map((name) => ({ name, contextWindow: 1, isOpen: false }));
  return new AttemptPlan(options, 'balanced', () => 0);
};
const registry = { entry: (name: string) => ({ name, health: { admit: () => ({}) } }) } as unknown as ProviderRegistry;
const inAMinute = () => performance.now() + 60_000;

it('nobody else is asked once the caller is gone', async () => {
  const caller = new AbortController();
  let asked = 0;
  const attempts = makeAttempts(registry, plan(), inAMinute(), caller.signal, () => {
    asked++;
    caller.abort();
    return Promise.reject(new ProviderFailure('unavailable', 'x'));
  });
  await expect(attempts).rejects.toThrow('No provider answered');
  expect(asked).toBe(1);
});

it('what is no failure of a provider is nobody’s to try again', async () => {
  let asked = 0;
  const attempts = makeAttempts(registry, plan(), inAMinute(), new AbortController().signal, () => {
    asked++;
    return Promise.reject(new TypeError('a fault of ours'));
  });
  await expect(attempts).rejects.toThrow(TypeError);
  expect(asked).toBe(1);
});
