import { beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkInFlight } from '../../../src/lifecycle/work-in-flight.js';
import { bearing, issueKey } from '../../support/callers.js';
import { openSocket } from '../../support/open-socket.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const service = useService();
let authorization: string;

beforeAll(async () => {
  ({ authorization } = bearing(await issueKey(service)));
});

describe('an upload that is cut', () => {
  it.each(['Content-Length: 1000', 'Transfer-Encoding: chunked'])(
    '(%s) is in flight no longer, whenever that was',
    async (framing) => {
      const lines = ['POST /api/v1/leads HTTP/1.1', 'Host: localhost', `Authorization: ${authorization}`, framing];
      for (let upload = 0; upload < 60; upload++) {
        const { socket } = await openSocket(service.url);
        socket.write([...lines, 'Content-Type: application/json', '', ''].join('\r\n'));
        await sleep(upload % 5);
        if (upload % 2 === 0) socket.destroy();
        else socket.resetAndDestroy();
      }
      await until(() => service.app.get(WorkInFlight).count === 0, 2_000);
      expect(service.app.get(WorkInFlight).count).toBe(0);
    },
  );
});
