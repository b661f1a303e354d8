import { describe, expect, it } from '@jest/globals';
import { useService } from '../../support/test-service.js';

describe('/api/v1/leads', () => {
  const service = useService();

  it('stores a lead and gives it back', async () => {
    const created = await service.http.post('/api/v1/leads').send({ company_name: ' Acme ', industry: '' });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      company_name: 'Acme',
      industry: null,
      status: 'new',
      qualification_score: null,
    });
    const read = await service.http.get(`/api/v1/leads/${created.body.id}`);
    expect(read.status).toBe(200);
    expect(read.body).toEqual(created.body);
  });
});
