import { once } from 'node:events';
import { connect } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { currentRequestId } from '../telemetry/request-context.js';
import { runInContexts } from './request-context.hooks.js';
import { sendTogether } from './send-together.js';

interface Served {
  service: FastifyInstance;
  port: number;
  /** The paths that have been asked for. */
  asked: string[];
  /** What became of them, in order. */
  events: string[];
}

/** Answers three requests after the same wait, so that all are ready in one turn. */
async function serviceWith(underWay: number): Promise<Served> {
  const service = fastify({ genReqId: ({ url }) => url ?? '' });
  const [asked, events]: [string[], string[]] = [[], []];
  const gate = Promise.withResolvers<undefined>();
  runInContexts(service);
  sendTogether(service, () => underWay);
  service.addHook('onSend', ({ url }, _reply, _payload, done) => {
    events.push(`sends ${url} as ${currentRequestId()}`);
    done();
  });
  service.get('/*', async ({ url }, reply) => {
    if (asked.push(url) === 3) gate.resolve(undefined);
    await gate.promise;
    events.push(`has ${url}`);
    if (url === '/broken') void reply.header('x-broken', 'two\nlines');
    return reply.send(`of ${url}`);
  });
  const address = await service.listen({ port: 0, host: '127.0.0.1' });
  return { service, port: Number(new URL(address).port), asked, events };
}

function getAll({ port }: Served, paths: string[]): Promise<string[]> {
  return Promise.all(paths.map(async (path) => (await fetch(`http://127.0.0.1:${port}${path}`)).text()));
}

describe('Answers that are ready in one turn', () => {
  let service: FastifyInstance | undefined;

  afterEach(async () => {
    await service?.close();
  });

  it('are sent after each other at its end, each as its own request', async () => {
    const served = await serviceWith(8);
    ({ service } = served);
    expect(await getAll(served, ['/a', '/b', '/c'])).toEqual(['of /a', 'of /b', 'of /c']);
    expect(served.events.slice(0, 3).every((event) => event.startsWith('has '))).toBe(true);
    expect(served.events.slice(3).toSorted()).toEqual(['sends /a as /a', 'sends /b as /b', 'sends /c as /c']);
  });

  it('are sent at once where few requests are under way', async () => {
    const served = await serviceWith(7);
    ({ service } = served);
    await getAll(served, ['/a', '/b', '/c']);
    const [, first] = served.events;
    expect(first).toMatch(/^sends /);
  });

  it('are sent also where one of them cannot be', async () => {
    const served = await serviceWith(8);
    ({ service } = served);
    const [, broken] = await getAll(served, ['/a', '/broken', '/c']);
    expect(broken).toContain('ERR_INVALID_CHAR');
    expect(served.events).toContain('sends /c as /c');
  });

  it('are sent to others where a caller has gone before the end of the turn', async () => {
    const served = await serviceWith(8);
    ({ service } = served);
    const gone = connect(served.port, '127.0.0.1');
    await once(gone, 'connect');
    gone.write('GET /gone HTTP/1.1\r\nhost: a\r\n\r\n');
    await vi.waitFor(() => {
      expect(served.asked).toEqual(['/gone']);
    });
    const others = getAll(served, ['/a', '/b']);
    gone.resetAndDestroy();
    expect(await others).toEqual(['of /a', 'of /b']);
  });
});
