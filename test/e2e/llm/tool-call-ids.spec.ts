import { beforeEach, expect, it } from 'vitest';
import type { ScriptedResponse } from '../../support/provider-double.js';
import { failure, goodAnswer, TEXT } from '../../support/provider-responses.js';
import { textOf, useLlmService } from '../../support/llm-service.js';

const service = useLlmService();

beforeEach(() => {
  service.reset();
});

const ID = 'chatcmpl-tool-1';
const messages = [
  { role: 'user', content: 'What is the weather?' },
  {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: ID, type: 'function', function: { name: 'weather', arguments: '{}' } }],
  },
  { role: 'tool', tool_call_id: ID, content: 'rain' },
];

/** Takes no ids but its own, as Mistral does. */
const strict: ScriptedResponse = (call) => {
  const ids = call.body.messages.flatMap((message) => (message as { tool_call_id?: string }).tool_call_id ?? []);
  const refused = ids.find((id) => !/^[a-zA-Z0-9]{9}$/.test(id));
  const message = `Tool call id was ${refused} but must be a-z, A-Z, 0-9, with a length of 9.`;
  const respond =
    refused === undefined ? goodAnswer() : failure(400, {}, { message, type: 'invalid_function_call', code: '3280' });
  return respond(call);
};

it.each([false, true])(
  'ids of calls of tools that another provider made are sent as the next one takes them (stream: %s)',
  async (stream) => {
    service.runpod.script(strict);
    for (let round = 0; round < 3; round++) {
      const reply = await service.chat({ model: 'cost_optimized', stream, messages });
      expect(reply.headers.get('x-llm-provider')).toBe('runpod');
      expect(stream ? textOf(reply) : reply.text).toContain(TEXT);
    }
    expect(service.ledgerRows().map(({ errorClass }) => errorClass)).toEqual(['unsupported', null, null, null]);
    const { data } = (await service.http.get('/api/v1/llm/providers')).body as { data: object[] };
    expect(data).toContainEqual(
      expect.objectContaining({
        name: 'runpod',
        tool_call_id_length: 9,
        learned: [expect.objectContaining({ habit: 'tool_call_id_length', value: '9' })],
      }),
    );
  },
);
