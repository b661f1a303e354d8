import { beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { CircuitBreaker } from './circuit-breaker.js';

let now: number;
let breaker: CircuitBreaker;

beforeEach(() => {
  now = 5_000_000;
  breaker = new CircuitBreaker(() => now);
});

function fail(times = 1): void {
  for (let time = 0; time < times; time++) breaker.acquire()?.fail();
}

function succeed(times = 1): void {
  for (let time = 0; time < times; time++) breaker.acquire()?.succeed();
}

describe('a closed breaker', () => {
  it('opens after five failures in a row', () => {
    fail(4);
    expect(breaker.state).toBe('closed');
    fail();
    expect(breaker.state).toBe('open');
    expect(breaker.openMsLeft).toBe(10_000);
    expect(breaker.acquire()).toBeUndefined();
  });

  it('starts to count anew after a success', () => {
    succeed(8);
    fail(4);
    succeed();
    fail(4);
    expect(breaker.state).toBe('closed');
  });

  it('opens when half of at least ten calls failed', () => {
    for (let pair = 0; pair < 4; pair++) {
      succeed();
      fail();
    }
    expect(breaker.state).toBe('closed');
    succeed();
    fail();
    expect(breaker.state).toBe('open');
  });

  it('forgets what is older than 30 s', () => {
    for (let pair = 0; pair < 4; pair++) {
      succeed();
      fail();
    }
    expect(breaker.recent).toEqual({ calls: 8, failures: 4 });
    now += 31_000;
    expect(breaker.recent).toEqual({ calls: 0, failures: 0 });
    succeed();
    fail();
    expect(breaker.state).toBe('closed');
  });

  it('does not count released permits', () => {
    for (let time = 0; time < 100; time++) breaker.acquire()?.release();
    expect(breaker.recent.calls).toBe(0);
    expect(breaker.state).toBe('closed');
  });

  it('opens at once when tripped, and only once for all calls under way', () => {
    const permits = [breaker.acquire(), breaker.acquire(), breaker.acquire()];
    for (const permit of permits) permit?.trip();
    expect(breaker.openMsLeft).toBe(10_000);
  });
});

describe('an open breaker', () => {
  beforeEach(() => {
    fail(5);
  });

  it('lets one probe through after 10 s', () => {
    now += 9_999;
    expect(breaker.state).toBe('open');
    now += 1;
    expect(breaker.state).toBe('half_open');
    expect(breaker.acquire()).toBeDefined();
    expect(breaker.state).toBe('open');
    expect(breaker.acquire()).toBeUndefined();
  });

  it('closes when its probe succeeds', () => {
    now += 10_000;
    succeed();
    expect(breaker.state).toBe('closed');
    fail(4);
    expect(breaker.state).toBe('closed');
  });

  it('stays open twice as long after each failed probe, at most 30 s, and 10 s again after a success', () => {
    for (const openMs of [20_000, 30_000, 30_000]) {
      now += breaker.openMsLeft;
      fail();
      expect(breaker.openMsLeft).toBe(openMs);
    }
    now += breaker.openMsLeft;
    succeed();
    fail(5);
    expect(breaker.openMsLeft).toBe(10_000);
  });

  it('lets another probe through after one was released', () => {
    now += 10_000;
    breaker.acquire()?.release();
    expect(breaker.state).toBe('half_open');
    expect(breaker.acquire()).toBeDefined();
  });

  it('can be forced by several calls at once; the first to end decides', () => {
    const [one, other] = [breaker.force(), breaker.force()];
    one.succeed();
    other.fail();
    expect(breaker.state).toBe('closed');
  });

  it('that is forced in vain stays open again', () => {
    now += 5_000;
    breaker.force().fail();
    expect(breaker.openMsLeft).toBe(20_000);
  });
});

describe('calls that were under way when it opened', () => {
  it('change nothing any more, not even after it has closed again', () => {
    const old = Array.from({ length: 20 }, () => breaker.acquire());
    fail(5);
    now += 10_000;
    succeed();
    for (const permit of old) permit?.fail();
    expect(breaker.state).toBe('closed');
    expect(breaker.recent).toEqual({ calls: 0, failures: 0 });
  });

  it('do not close the breaker', () => {
    const old = breaker.acquire();
    fail(5);
    old?.succeed();
    expect(breaker.state).toBe('open');
  });
});

describe('a cool-down that the provider names', () => {
  it('lasts as long as named, and never shortens the current one', () => {
    breaker.keepOpenUntil(now + 60_000);
    breaker.keepOpenUntil(now + 1_000);
    expect(breaker.openMsLeft).toBe(60_000);
    now += 60_000;
    expect(breaker.state).toBe('half_open');
  });

  it('that is over does not open the breaker', () => {
    breaker.keepOpenUntil(now);
    breaker.keepOpenUntil(now - 1);
    expect(breaker.state).toBe('closed');
  });
});

it('always lets a call through within 30 s, whatever happens', () => {
  const events = fc.array(fc.constantFrom('succeed', 'fail', 'release', 'trip', 'cool-down', 'wait', 'force'), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(events, (all) => {
      let clock = 0;
      const any = new CircuitBreaker(() => clock);
      for (const event of all) {
        if (event === 'wait') clock += 7_000;
        else if (event === 'cool-down') any.keepOpenUntil(clock + 3_000);
        else if (event === 'force') any.force().fail();
        else any.acquire()?.[event]();
      }
      expect(any.openMsLeft).toBeLessThanOrEqual(30_000);
      clock += 30_000;
      expect(any.acquire()).toBeDefined();
    }),
  );
});
