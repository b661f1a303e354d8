import { describe, expect, it } from 'vitest';
import { type ScriptedResponse, useProviderDouble } from '../../support/provider-double.js';
import { failure, goodAnswer, json } from '../../support/provider-responses.js';
import { LEAD, scoringAnswer } from '../../support/sample-lead.js';
import { useService } from '../../support/test-service.js';

describe('Scoring', () => {
  const doubles = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, double: useProviderDouble() }));
  const service = useService(() => ({
    LLM_ROUTING_STRATEGY: 'quality_optimized',
    LLM_PROVIDERS: JSON.stringify(
      doubles.map(({ name, double }, index) => ({
        name,
        base_url: `${double.url}/v1`,
        model: 'm',
        quality: 90 - index,
      })),
    ),
  }));
  const good = goodAnswer(scoringAnswer(90, 90, 90));

  it.each<[string, ScriptedResponse[]]>([
    [
      'refuse, each for a reason of its own',
      [
        failure(400, {}, { message: 'Your credit balance is too low' }),
        failure(400, {}, { code: 'content_filter', message: 'Filtered' }),
        failure(413, {}, { code: 'rate_limit_exceeded', message: 'Request too large (TPM)' }),
        json(422, { detail: [{ loc: ['body', 'messages'], msg: 'no' }] }),
      ],
    ],
    ['are down', [failure(503), failure(502), failure(503), failure(504)]],
  ])('takes the answer of the last provider where all others %s', async (_, refusals) => {
    doubles.forEach(({ double }, index) => {
      double.script(refusals[index] ?? good);
    });
    const { status, body } = await service.http.post('/api/v1/leads/qualify').send(LEAD);
    expect([status, body.qualification_method, body.qualification_provider]).toEqual([201, 'llm', 'e']);
  });

  it('asks for the schema in the prompt where no provider takes it otherwise', async () => {
    for (const { double } of doubles) {
      double.script((call) => {
        const hasFormat = call.body.response_format !== undefined;
        return (hasFormat ? failure(400, {}, { message: 'This response_format type is unavailable now' }) : good)(call);
      });
    }
    const { body } = await service.http.post('/api/v1/leads/qualify').send({ ...LEAD, contact_email: 'x@y.example' });
    expect([body.qualification_method, body.qualification_provider]).toEqual(['llm', expect.any(String)]);
  });

  it('is done by rules only when every provider refuses', async () => {
    for (const { double } of doubles) double.script(failure(400, {}, { message: 'Filtered' }));
    const { status, body } = await service.http
      .post('/api/v1/leads/qualify')
      .send({ ...LEAD, contact_email: 'z@y.example' });
    expect([status, body.qualification_method]).toEqual([201, 'rules']);
  });
});
