import { beforeAll, describe, expect, it } from 'vitest';
import { LEAD } from '../../support/sample-lead.js';
import { UNKNOWN_ID } from '../../support/callers.js';
import { useService } from '../../support/test-service.js';

describe('A request for a qualification', () => {
  describe('a request to qualify a stored lead', () => {
    const service = useService();
    let path: string;

    beforeAll(async () => {
      const { body } = await service.http.post('/api/v1/leads').send(LEAD);
      path = `/api/v1/leads/${body.id}`;
    });

    it('needs no body', async () => {
      const { status, body } = await service.http.post(`${path}/qualify`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ status: 'qualified', qualification: { method: 'rules', profile_version: 1 } });
    });

    it.each([
      ['', 'an empty body'],
      ['{}', 'an empty object'],
      ['{"strategy":"cost_optimized"}', 'a strategy'],
      ['{"strategy":"latency_optimized"}', 'a strategy'],
      ['{"strategy":"quality_optimized"}', 'a strategy'],
      ['{"strategy":"balanced"}', 'a strategy'],
    ])('may carry %s (%s)', async (text) => {
      const { status } = await service.http.post(`${path}/qualify`).type('json').send(text);
      expect(status).toBe(200);
    });

    it.each([
      '{"strategy":"fastest"}',
      '{"strategy":["balanced"]}',
      '{"strategy":1}',
      '{"strategy":""}',
      '{"strategy":"Balanced"}',
      '{"score":100}',
      '{"strategy":"balanced","qualification_score":100}',
      '[]',
      '[{"strategy":"balanced"}]',
      '"balanced"',
      '5',
      'false',
    ])('must not carry %s', async (text) => {
      const before = await historyLength();
      const { status, body } = await service.http.post(`${path}/qualify`).type('json').send(text);
      expect(body.error_code).toBe('VALIDATION_ERROR');
      expect(status).toBe(422);
      expect(await historyLength()).toBe(before);
    });

    it.each(['qualify', 'qualifications'])('names the lead that there is not (%s)', async (what) => {
      const target = `/api/v1/leads/${UNKNOWN_ID}/${what}`;
      const { status, body } = await (what === 'qualify' ? service.http.post(target) : service.http.get(target));
      expect(body).toMatchObject({ error_code: 'LEAD_NOT_FOUND', details: { lead_id: UNKNOWN_ID } });
      expect(status).toBe(404);
    });

    it('gives the caller no say in the score', async () => {
      const { status, body } = await service.http
        .post('/api/v1/leads/qualify')
        .send({ ...LEAD, qualification_score: 100, status: 'qualified' });
      expect(body.error_code).toBe('VALIDATION_ERROR');
      expect(status).toBe(422);
    });

    it('refuses a cursor that was tampered with or belongs to another lead', async () => {
      const { body: other } = await service.http.post('/api/v1/leads/qualify').send(LEAD);
      const { body: page } = await service.http.get(`${path}/qualifications`).query({ limit: 1 });
      const cursor = page.next_cursor as string;
      expect(typeof cursor).toBe('string');
      const flipped = cursor.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
      const answers = await Promise.all([
        service.http.get(`${path}/qualifications`).query({ cursor: flipped }),
        service.http.get(`${path}/qualifications`).query({ cursor: cursor.slice(0, -4) }),
        service.http.get(`/api/v1/leads/${other.id}/qualifications`).query({ cursor }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([422, 422, 422]);
      expect(answers[0].body.details.errors[0].field).toBe('cursor');
      expect((await service.http.get(`${path}/qualifications`).query({ cursor, limit: 2 })).status).toBe(200);
    });

    it.each(['0', '101', '-1', '1.5', 'many'])('refuses a page of %s', async (limit) => {
      expect((await service.http.get(`${path}/qualifications`).query({ limit })).status).toBe(422);
    });

    async function historyLength(): Promise<number> {
      return (await service.http.get(`${path}/qualifications`).query({ limit: 100 })).body.data.length as number;
    }
  });
});
