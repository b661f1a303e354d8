import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WorkInFlight } from '../../../src/lifecycle/work-in-flight.js';
import { bearing, issueKey, type KeyHolder, makeWorkspace } from '../../support/callers.js';
import { expectFailure } from '../../support/failure.js';
import { openSocket, type OpenSocket } from '../../support/open-socket.js';
import { parseAnswer } from '../../support/raw-request.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const MIB = 1024 * 1024;
const service = useService({ MAX_BODY_BYTES_PER_KEY: String(MIB), MAX_BODY_BYTES: String(2 * MIB) });
const sockets: OpenSocket[] = [];
let keys: KeyHolder[];

beforeAll(async () => {
  const inOwnWorkspace = async () => issueKey(service, { workspace: await makeWorkspace(service.database) });
  keys = await Promise.all([inOwnWorkspace(), inOwnWorkspace(), inOwnWorkspace()]);
});

afterEach(async () => {
  for (const { socket } of sockets.splice(0)) socket.destroy();
  await until(() => service.app.get(WorkInFlight).count === 0);
});

/** Sends the first byte of a body. */
async function begin(holder: KeyHolder, framing: string): Promise<OpenSocket> {
  const opened = await openSocket(service.url);
  sockets.push(opened);
  const lines = ['POST /api/v1/leads HTTP/1.1', 'Host: localhost', `Authorization: ${bearing(holder).authorization}`];
  const body = framing.startsWith('Content') ? '{' : '1\r\n{\r\n';
  opened.socket.write([...lines, 'Content-Type: application/json', framing, '', body].join('\r\n'));
  return opened;
}

async function failureOf({ received }: OpenSocket) {
  await until(() => received() !== '');
  return parseAnswer(received(), false);
}

describe('the memory for bodies', () => {
  it.each(['Content-Length: 600000', 'Transfer-Encoding: chunked'])(
    'is limited for each key, before a byte is read (%s)',
    async (framing) => {
      const [busy, other] = keys as [KeyHolder, KeyHolder];
      await begin(busy, framing);
      await until(() => service.app.get(WorkInFlight).arrivingCount === 1);
      expectFailure(await failureOf(await begin(busy, framing)), 429, 'REQUEST_BYTES_EXCEEDED');
      const lead = await service.http.post('/api/v1/leads').set(bearing(busy)).send({ company_name: 'Acme' });
      expect(lead.status).toBe(201);
      await begin(other, framing);
      await until(() => service.app.get(WorkInFlight).arrivingCount === 2);
    },
  );

  it('is limited in all', async () => {
    const [one, two, three] = keys as [KeyHolder, KeyHolder, KeyHolder];
    await Promise.all([begin(one, 'Content-Length: 1048576'), begin(two, 'Content-Length: 1000000')]);
    await until(() => service.app.get(WorkInFlight).arrivingCount === 2);
    expectFailure(await failureOf(await begin(three, 'Content-Length: 100000')), 503, 'SERVICE_UNAVAILABLE');
  });

  it('is free again when the answer is sent, or the client disconnects', async () => {
    const [holder] = keys as [KeyHolder];
    for (let round = 0; round < 5; round++) {
      const { socket } = await begin(holder, 'Content-Length: 1000000');
      await until(() => service.app.get(WorkInFlight).arrivingCount === 1);
      socket.destroy();
      await until(() => service.app.get(WorkInFlight).count === 0);
      const notes = 'n'.repeat(900_000);
      const answer = await service.http
        .post('/api/v1/leads')
        .set(bearing(holder))
        .send({ company_name: 'Acme', notes });
      expect(answer.status).toBe(422);
    }
  });
});
