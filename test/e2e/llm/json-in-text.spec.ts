import { beforeEach, describe, expect, it } from 'vitest';
import { goodAnswer, json, USAGE } from '../../support/provider-responses.js';
import { useLlmService } from '../../support/llm-service.js';

const service = useLlmService();

beforeEach(() => {
  service.reset();
});

const SCHEMA = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] };
const FORMATS = [{ type: 'json_object' }, { type: 'json_schema', json_schema: { name: 'x', schema: SCHEMA } }];

const TEXTS: [name: string, text: string][] = [
  ['in a fence', '```json\n{"a": 1}\n```'],
  ['in a fence without a name', '```\n{"a": 1}\n```'],
  ['in a fence between words', 'Here it is:\n```json\n{"a": 1}\n```\nAnything else?'],
  ['in a fence that is not closed', '```json\n{"a": 1}'],
  ['after thinking', '<think>\nShould a be 1, as in {"b": 2}?\n</think>\n\n{"a": 1}'],
  ['after thinking that did not begin', 'Should a be {1}?\n</think>{"a": 1}'],
  ['after thinking, in a fence', '<think>hm</think>```json\n{"a": 1}\n```'],
  ['with a comma too many', '{"a": 1,}'],
  ['with commas too many, deep inside', '{"a": 1, "b": [1, {"c": ",}",},],\n}'],
  ['after thinking in brackets', '[THINK]Is it {"b": 2}, or {"a": "one"}?[/THINK]{"a": 1}'],
  ['after a reason', '<reason>{"a": 2}</reason>\n{"a": 1}'],
  [
    'in the final channel',
    '<|channel|>analysis<|message|>{"a": 2}<|end|><|start|>assistant<|channel|>final<|message|>{"a": 1}',
  ],
  ['after a draft', 'A draft is {"a": 2}. Better: {"a": 1}'],
  ['between words', 'Sure! As said in [1], the answer is {"a": 1}. Is that {fine}?'],
];

describe.each(FORMATS)('structured output as $type', (response_format) => {
  const ask = () => service.chat({ model: 'cost_optimized', response_format });

  it.each(TEXTS)('%s is taken out, and not paid for again', async (_, text) => {
    service.runpod.script(goodAnswer(text));
    const { status, body } = await ask();
    const { choices } = body as { choices: { message: { content: string } }[] };
    expect(status).toBe(200);
    expect(JSON.parse(choices[0]!.message.content)).toMatchObject({ a: 1 });
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'ok' }]);
    expect(service.cerebras.requests).toHaveLength(0);
  });

  it.each(['no JSON', '<think>{"a": 1}</think>', '```json\n{"a": \n```', '{"a": 1', ''.padEnd(60_000, '{')])(
    'that is none is repaired: %.20s',
    async (text) => {
      service.runpod.script(goodAnswer(text));
      service.cerebras.script(goodAnswer('{"a":1}'));
      expect((await ask()).headers.get('x-llm-provider')).toBe('cerebras');
      expect(service.ledgerRows()).toMatchObject([{ outcome: 'error', errorClass: 'invalid' }, { outcome: 'ok' }]);
    },
  );
});

it('what does not match the schema is repaired, wherever it stood', async () => {
  service.runpod.script(goodAnswer('```json\n{"a": "one"}\n```'));
  service.cerebras.script(goodAnswer('{"a":1}'));
  const reply = await service.chat({ model: 'cost_optimized', response_format: FORMATS[1] });
  expect(reply.headers.get('x-llm-provider')).toBe('cerebras');
});

it('of several documents the last that matches the schema is taken', async () => {
  service.runpod.script(goodAnswer('{"a": 2} is wrong, {"a": 1} is right, unlike {"a": "one"} and {"b": 1}.'));
  const { body } = await service.chat({ model: 'cost_optimized', response_format: FORMATS[1] });
  expect(body).toMatchObject({ choices: [{ message: { content: '{"a": 1}' } }] });
  expect(service.cerebras.requests).toHaveLength(0);
});

it('free text in fences is left alone', async () => {
  const text = '```json\n{"a": 1,}\n```';
  service.runpod.script(goodAnswer(text));
  expect((await service.chat({ model: 'runpod' })).body).toMatchObject({ choices: [{ message: { content: text } }] });
});

describe('structured output of several choices', () => {
  const response_format = FORMATS[1];
  const choices = (...contents: [content: string | null, reason: string][]) =>
    json(200, {
      ...{ id: 'c', object: 'chat.completion', model: 'm', usage: USAGE },
      choices: contents.map(([content, finish_reason], index) => ({
        ...{ index, finish_reason, message: { role: 'assistant', content } },
      })),
    });
  const ask = () => service.chat({ model: 'cost_optimized', n: 2, response_format });
  const GOOD: [string, string] = ['{"a": 1}', 'stop'];

  it.each<[string, [string | null, string], string]>([
    ['does not fit', ['{"a": "x"}', 'stop'], 'invalid'],
    ['is no JSON', ['sorry', 'stop'], 'invalid'],
    ['was cut', ['{"a": 1', 'length'], 'truncated'],
    ['was filtered in the middle', ['{"a": ', 'content_filter'], 'invalid'],
  ])('is asked for once more where the second one %s', async (_, second, errorClass) => {
    service.runpod.script(choices(GOOD, second));
    service.cerebras.script(choices(GOOD, GOOD));
    const { status, headers } = await ask();
    expect([status, headers.get('x-llm-provider')]).toEqual([200, 'cerebras']);
    expect(service.ledgerRows()).toMatchObject([{ errorClass }, { outcome: 'ok' }]);
  });

  it('is taken out of each of them', async () => {
    service.runpod.script(choices(['```json\n{"a": 1}\n```', 'stop'], ['It is {"a": 2}.', 'stop']));
    const { body } = await ask();
    const answered = body as { choices: { message: { content: string } }[] };
    expect(answered.choices.map(({ message }) => message.content)).toEqual(['{"a": 1}', '{"a": 2}']);
  });

  it('is whole where one of them is refused', async () => {
    service.runpod.script(choices(GOOD, [null, 'content_filter']));
    expect((await ask()).headers.get('x-llm-provider')).toBe('runpod');
  });

  it('is had elsewhere where one of them has no message', async () => {
    const [first] = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: '{"a": 1}' } }];
    service.runpod.script(json(200, { model: 'm', usage: USAGE, choices: [first, { index: 1 }] }));
    service.cerebras.script(choices(GOOD, GOOD));
    expect((await ask()).headers.get('x-llm-provider')).toBe('cerebras');
  });
});
