import { describe, expect, it } from 'vitest';
import { SharedRead } from './shared-read.js';

/** Readings that end when they are told to. */
function readings() {
  const begun: PromiseWithResolvers<string>[] = [];
  const shared = new SharedRead(() => {
    const reading = Promise.withResolvers<string>();
    begun.push(reading);
    return reading.promise;
  });
  return { begun, shared };
}

describe('A shared reading', () => {
  it('serves all who ask before it begins', async () => {
    const { begun, shared } = readings();
    const answers = [shared.read(), shared.read(), shared.read()];
    await Promise.resolve();
    expect(begun).toHaveLength(1);
    begun[0]?.resolve('first');
    expect(await Promise.all(answers)).toEqual(['first', 'first', 'first']);
  });

  it('does not serve those who ask once it has begun: they share the next', async () => {
    const { begun, shared } = readings();
    const early = shared.read();
    await Promise.resolve();
    const late = [shared.read(), shared.read()];
    await Promise.resolve();
    expect(begun).toHaveLength(1);
    begun[0]?.resolve('first');
    expect(await early).toBe('first');
    await new Promise(setImmediate);
    expect(begun).toHaveLength(2);
    begun[1]?.resolve('second');
    expect(await Promise.all(late)).toEqual(['second', 'second']);
  });

  it('is made again for who asks later', async () => {
    let count = 0;
    const shared = new SharedRead(() => Promise.resolve(++count));
    expect([await shared.read(), await shared.read()]).toEqual([1, 2]);
  });
});
