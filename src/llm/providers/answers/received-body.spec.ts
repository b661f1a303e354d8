import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { providerResponse } from '../../../../test/support/provider-response.js';

const BLOCK = Buffer.alloc(16 * 1024, 'x');

async function* arriving(parts: Buffer[], error?: Error): AsyncGenerator<Buffer, void> {
  for (const part of parts) yield await Promise.resolve(part);
  if (error !== undefined) throw error;
}

async function partsOf(bytes: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const part of bytes) text += part.toString();
  return text;
}

describe('the body that a provider sends', () => {
  it('is read as one text, whose characters may lie on two parts', async () => {
    const euro = Buffer.from('\uFEFF{"price":"5 €"}');
    const parts = [euro.subarray(0, -4), euro.subarray(-4, -3), euro.subarray(-3)];
    expect(await providerResponse(arriving(parts)).body.text()).toBe('{"price":"5 €"}');
    expect(await providerResponse([]).body.text()).toBe('');
  });

  it('pauses its connection while more than 64 KiB wait for the reader, and loses nothing', async () => {
    const parts = Array.from({ length: 20 }, () => BLOCK);
    const { body, connection } = providerResponse(arriving(parts));
    await sleep(5);
    expect(connection.isPaused).toBe(true);
    expect((await partsOf(body)).length).toBe(20 * BLOCK.length);
    expect(connection.isAborted).toBe(false);
  });

  it('pauses it as well while many parts of one byte wait', async () => {
    const parts = Array.from({ length: 5_000 }, () => Buffer.from('x'));
    const { body, connection } = providerResponse(arriving(parts));
    await vi.waitUntil(() => connection.isPaused || body.isClosed);
    expect([connection.isPaused, body.isClosed]).toEqual([true, false]);
    expect((await partsOf(body)).length).toBe(5_000);
  });

  it('resumes it once half of what waited has been read, and not for each part', async () => {
    const { body, connection } = providerResponse(
      arriving(Array.from({ length: 2_000 }, () => BLOCK.subarray(0, 1_024))),
    );
    let bytes = 0;
    for await (const part of body) {
      await sleep(0);
      bytes += part.length;
    }
    expect(bytes).toBe(2_000 * 1_024);
    expect(connection.pauses).toBeGreaterThan(1);
    expect(connection.pauses).toBeLessThan(100);
  });

  it('that is read as one text is taken without a pause', async () => {
    const { body } = providerResponse(arriving(Array.from({ length: 20 }, () => BLOCK)));
    await sleep(5);
    expect((await body.text()).length).toBe(20 * BLOCK.length);
  });

  it('that breaks off gives what had arrived, and then the error', async () => {
    const lost = new Error('lost');
    const { body } = providerResponse(arriving([Buffer.from('a'), Buffer.from('b')], lost));
    await sleep(5);
    const source = body[Symbol.asyncIterator]();
    expect([(await source.next()).value, (await source.next()).value].join('')).toBe('ab');
    await expect(source.next()).rejects.toBe(lost);
    await expect(providerResponse(arriving([], lost)).body.text()).rejects.toBe(lost);
  });

  it('says once that its connection is free: at its end, when it breaks, or when it is cut', async () => {
    const whole = providerResponse(arriving([BLOCK]));
    const broken = providerResponse(arriving([BLOCK], new Error('lost')));
    const cut = providerResponse(arriving([BLOCK, BLOCK]));
    const listener = vi.fn();
    for (const { body } of [whole, broken, cut]) body.whenClosed(listener);
    cut.body.cut();
    cut.body.cut();
    await sleep(5);
    expect(listener).toHaveBeenCalledTimes(3);
    expect([whole, broken, cut].map(({ connection }) => connection.isAborted)).toEqual([false, false, true]);
    whole.body.whenClosed(listener);
    expect(listener).toHaveBeenCalledTimes(4);
  });

  it('goes on after a reader that left early', async () => {
    const { body, connection } = providerResponse(arriving([Buffer.from('a'), Buffer.from('b')]));
    for await (const part of body) {
      expect(part.toString()).toBe('a');
      break;
    }
    expect(await partsOf(body)).toBe('b');
    expect(connection.isAborted).toBe(false);
  });

  it('is drained where little follows, and closed where much does', async () => {
    const little = providerResponse(arriving([Buffer.from('\n'), Buffer.from('\n')]));
    const much = providerResponse(arriving(Array.from({ length: 20 }, () => BLOCK)));
    for (const { body } of [little, much]) body.drain();
    await sleep(5);
    expect([little.connection.isAborted, much.connection.isAborted]).toEqual([false, true]);
    expect([little.body.isClosed, much.body.isClosed]).toEqual([true, true]);
  });

  it('is closed a second after it is drained if its end does not come', async () => {
    const { body, connection } = providerResponse(
      (async function* (): AsyncGenerator<Buffer, void> {
        yield BLOCK;
        await Promise.withResolvers<undefined>().promise;
      })(),
    );
    await sleep(5);
    vi.useFakeTimers();
    body.drain();
    vi.advanceTimersByTime(999);
    expect(connection.isAborted).toBe(false);
    vi.advanceTimersByTime(1);
    vi.useRealTimers();
    expect(connection.isAborted).toBe(true);
  });
});
