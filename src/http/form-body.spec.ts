import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FormBody } from './form-body.js';

function arriving(...chunks: Buffer[]): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  for (const chunk of chunks) request.push(chunk);
  return request;
}

describe('FormBody', () => {
  it('passes all of a form on', async () => {
    const form = Buffer.from('a part of a form\r\n'.repeat(10_000));
    const request = arriving(form);
    request.push(null);
    expect(await text(new FormBody(request))).toBe(form.toString());
  });

  it('passes on 32 KiB of all forms in a turn of the event loop', async () => {
    let passed = 0;
    for (let form = 0; form < 20; form++) {
      new FormBody(arriving(Buffer.alloc(65_536))).on('data', (piece: Buffer) => (passed += piece.length));
    }
    const most = 20 * 65_536;
    for (let turn = 0, before = 0; passed < most; turn++, before = passed) {
      expect(turn).toBeLessThan(100);
      await nextTurn();
      expect(passed - before).toBeLessThanOrEqual(2 * 32_768);
    }
  });

  it('breaks off where its request does', async () => {
    const request = arriving(Buffer.from('--x\r\n'));
    const body = new FormBody(request);
    const read = text(body);
    request.destroy();
    await expect(read).rejects.toThrow('broke off');
  });
});
