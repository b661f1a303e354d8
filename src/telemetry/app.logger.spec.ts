import { beforeEach, describe, expect, it, vi } from 'vitest';
import { keepSecret } from '../config/secret-values.js';
import { TelemetrySettings } from './telemetry.settings.js';
import { AppLogger } from './app.logger.js';
import { runInRequest } from './request-context.js';

let written: string;
let logger: AppLogger;

beforeEach(() => {
  written = '';
  logger = new AppLogger(new TelemetrySettings(), { write: (text) => (written += text) });
});

function line(): unknown {
  return JSON.parse(written);
}

function linesOf(context: string): object[] {
  const lines = written.trim().split('\n');
  return lines.map((text) => JSON.parse(text) as { context: string }).filter((one) => one.context === context);
}

describe('AppLogger', () => {
  it('takes secrets out of facts, message and context', () => {
    logger.warn({ email: 'dana@acme.example', port: 3000 }, 'called by dana@acme.example', 'for dana@acme.example');
    expect(line()).toEqual({
      level: 40,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      context: 'for [redacted]',
      email: '[redacted]',
      port: 3000,
      msg: 'called by [redacted]',
    });
  });

  it('describes what went wrong, and leaves out the data it went wrong with', () => {
    const refused = Object.assign(new Error('refused'), { code: '23514', parameters: ['Dana'], query: 'INSERT' });
    logger.error(refused, 'ErrorFilter');
    logger.error({ err: new Error('failed', { cause: refused }) }, 'It failed', 'ErrorFilter');
    const [alone, fact] = written.trim().split('\n');
    expect(JSON.parse(alone!)).toMatchObject({ context: 'ErrorFilter', err: { code: '23514', message: 'refused' } });
    expect(JSON.parse(fact!)).toMatchObject({ err: { message: 'failed', cause: { code: '23514' } }, msg: 'It failed' });
    expect(written).not.toMatch(/Dana|INSERT/);
  });

  it('takes configured secrets out of every part of a line', () => {
    const secret = 'a plain w0rd of a key';
    keepSecret(secret);
    const refused = new Error(`Incorrect key provided: ${secret}.`, { cause: { body: `{"key": "${secret}"}` } });
    const facts = {
      err: new Error('failed', { cause: refused }),
      list: [secret],
      [secret]: 1,
      map: new Map([[secret, secret]]),
    };
    logger.warn(facts, `It failed with ${secret}`, `For ${secret}`);
    expect(line()).toMatchObject({ msg: 'It failed with [redacted]', list: ['[redacted]'] });
    expect(written).not.toContain(secret);
  });

  it('adds the request that a line belongs to, unless the line names one itself', () => {
    runInRequest({ requestId: 'request-4711', workspace: 'w' }, () => {
      logger.log('done', 'Main');
      logger.warn({ request_id: 'request-4712' }, 'done', 'Main');
    });
    const [own, other] = written
      .trim()
      .split('\n')
      .map((text): unknown => JSON.parse(text));
    expect(own).toMatchObject({ request_id: 'request-4711', workspace_id: 'w', context: 'Main', msg: 'done' });
    expect(other).toMatchObject({ request_id: 'request-4712', workspace_id: 'w' });
  });

  it.each([['broken'], [7], [null]])('takes %o for what was thrown', (thrown) => {
    logger.error({ err: thrown }, 'It failed', 'Main');
    expect(line()).toMatchObject({ err: { message: String(thrown) } });
  });

  it('logs values that cannot be serialized', () => {
    const round: Record<string, unknown> = {};
    round.self = round;
    logger.log(round, 'round', 'Main');
    logger.log(Symbol('odd'), 'Main');
    expect(written.trim().split('\n')).toHaveLength(2);
  });

  it('counts the warnings and errors of one context beyond those of a second, without searching them for secrets', () => {
    vi.useFakeTimers();
    const { logMaxPerSecond } = new TelemetrySettings();
    const facts = { toJSON: vi.fn(() => ({ provider: 'double' })) };
    const breakOff = () => {
      logger.warn({ err: facts }, 'A stream broke off', 'Streams');
    };
    runInRequest({ requestId: 'request-4711' }, () => {
      for (let call = 0; call < 768; call++) breakOff();
    });
    logger.warn('Another part', 'Others');
    logger.error('It failed', 'Streams');
    expect(facts.toJSON).toHaveBeenCalledTimes(logMaxPerSecond);
    expect(linesOf('Streams')).toHaveLength(logMaxPerSecond + 1);
    expect(linesOf('Others')).toHaveLength(1);
    vi.advanceTimersByTime(1_000);
    const omitted = 768 - logMaxPerSecond;
    expect(linesOf('Streams').at(-1)).toEqual({
      level: 40,
      time: expect.any(String),
      context: 'Streams',
      omitted,
      msg: expect.any(String),
    });
    breakOff();
    expect(linesOf('Streams')).toHaveLength(logMaxPerSecond + 3);
    vi.useRealTimers();
  });

  it('does not format lines below the log level', () => {
    const facts = {
      get expensive(): string {
        throw new Error('was read');
      },
    };
    logger.debug(facts, 'debug', 'Main');
    expect(written).toBe('');
  });
});
