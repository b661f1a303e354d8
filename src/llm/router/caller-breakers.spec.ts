import { beforeEach, describe, expect, it } from 'vitest';
import { type FailureClass, ProviderFailure } from '../providers/failures/provider-failure.js';
import { ProviderHealth } from './provider-health.js';

const A = 'key-a';
const B = 'key-b';

let now: number;
let health: ProviderHealth;

beforeEach(() => {
  now = 1_000_000;
  health = new ProviderHealth(1_000, () => now);
});

function fail(caller: string, times: number, failureClass: FailureClass = 'silent'): void {
  for (let count = 0; count < times; count++) {
    const permit = health.acquire(caller);
    if (permit !== undefined) health.recordFailure(permit, new ProviderFailure(failureClass, 'no'));
  }
}

function succeed(caller: string): void {
  health.recordSuccess(health.acquire(caller)!, 10);
}

describe.each<FailureClass>(['silent', 'deadline', 'blocked'])('failures of the class %s', (failureClass) => {
  it('of one caller open a breaker for that caller alone', () => {
    fail(A, 20, failureClass);
    expect(health.stateFor(A)).toBe('open');
    expect(health.openMsLeftFor(A)).toBe(10_000);
    expect(health.acquire(A)).toBeUndefined();
    expect([health.stateFor(B), health.breaker.state]).toEqual(['closed', 'closed']);
    succeed(B);
  });

  it('of two callers open it for all', () => {
    fail(B, 1, failureClass);
    for (let count = 0; count < 3; count++) {
      fail(A, 1, failureClass);
      fail(B, 1, failureClass);
    }
    expect(health.breaker.state).toBe('open');
    expect(health.stateFor('key-c')).toBe('open');
  });
});

describe('the breaker of one caller', () => {
  it('lets one probe through after its cool-down, and closes when that succeeds', () => {
    fail(A, 5);
    now += 10_000;
    expect(health.stateFor(A)).toBe('half_open');
    const probe = health.acquire(A)!;
    expect(health.acquire(A)).toBeUndefined();
    health.recordSuccess(probe, 10);
    expect(health.stateFor(A)).toBe('closed');
  });

  it('stays as it is when the call ends by another failure', () => {
    fail(A, 5);
    now += 10_000;
    fail(A, 1, 'aborted');
    expect(health.stateFor(A)).toBe('half_open');
    fail(A, 1, 'server_error');
    expect(health.stateFor(A)).toBe('half_open');
  });

  it('lets a call through that is forced', () => {
    fail(A, 5);
    health.recordSuccess(health.force(A), 10);
    expect(health.stateFor(A)).toBe('closed');
  });
});

describe('the breaker of the provider', () => {
  it('is not opened by a time-out that another caller had long ago', () => {
    fail(B, 1);
    now += 30_001;
    fail(A, 20);
    expect(health.breaker.state).toBe('closed');
  });

  it('opens by failures that are the provider’s own, with any key', () => {
    fail(A, 5, 'unavailable');
    expect(health.stateFor(B)).toBe('open');
  });

  it('opens again where its probe times out, with any key', () => {
    fail(A, 5, 'unavailable');
    now += 10_000;
    fail(A, 1);
    expect(health.breaker.state).toBe('open');
    expect(health.breaker.openMsLeft).toBe(20_000);
  });
});
