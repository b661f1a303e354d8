import { describe, expect, it } from 'vitest';
import { useEmbeddingService } from '../../support/embedding-service.js';
import { json, raw } from '../../support/provider-responses.js';

const { cheap, rows, embed } = useEmbeddingService();

const USAGE_OF_VECTORS = { prompt_tokens: 9, total_tokens: 9 };

/** An answer with vectors of these indexes, each of `length` numbers that begin with its index. */
function listOf(indexes: unknown[], length = 2) {
  const data = indexes.map((index) => ({
    object: 'embedding',
    index,
    embedding: vectorOf(Number(index ?? 0), length),
  }));
  return json(200, { object: 'list', data, model: 'm', usage: USAGE_OF_VECTORS });
}

const vectorOf = (first: number, length = 2) => [first, ...Array<number>(length - 1).fill(0.123456789)];
const INPUTS = ['a', 'b', 'c'];

describe('Embeddings', () => {
  it.each([
    ['too few vectors', json(200, { object: 'list', data: [], model: 'm' })],
    ['no vectors', json(200, { object: 'list', data: [{ index: 0 }], model: 'm' })],
    ['a chat completion', json(200, { choices: [{ message: { content: 'x' } }] })],
    ['an error with status 200', json(200, { error: { message: 'no', code: 503 } })],
    ['nulls', json(200, { object: 'list', data: [{ index: 0, embedding: [null, null] }], model: 'm' })],
    ['a list of vectors', json(200, { object: 'list', data: [{ index: 0, embedding: [[1, 2]] }], model: 'm' })],
    ['a vector of another input', listOf([1])],
    ['a vector whose index is a text', listOf(['0'])],
  ])('that come as %s are made elsewhere', async (_, respond) => {
    cheap.script(respond);
    const { status, headers } = await embed({ model: 'small', input: 'a' });
    expect([status, headers.get('x-llm-provider')]).toEqual([200, 'dear']);
  });

  it.each<[string, unknown[], number]>([
    ['in another order', [2, 0, 1], 2],
    ['in another order, and are long', [2, 0, 1], 20_000],
    ['without the index 0, as protobuf leaves out zeros', [undefined, 2, 1], 2],
  ])('that come %s are sorted, and paid for exactly', async (_, indexes, length) => {
    cheap.script(listOf(indexes, length));
    const { headers, body } = await embed({ model: 'cost_optimized', input: INPUTS });
    expect(headers.get('x-llm-provider')).toBe('cheap');
    const data = [0, 1, 2].map((index) => ({ object: 'embedding', index, embedding: vectorOf(index, length) }));
    expect(body).toEqual({ object: 'list', data, model: 'm', usage: USAGE_OF_VECTORS });
    expect(rows()).toMatchObject([{ outcome: 'ok', promptTokens: 9, usageSource: 'provider', costPicoUsd: 180_000n }]);
  });

  it.each([2, 20_000])('that come without any index are numbered as they come (%i numbers each)', async (length) => {
    cheap.script(listOf([undefined, null, undefined], length));
    const { body } = await embed({ model: 'cheap', input: INPUTS });
    expect(body.data).toMatchObject([{ index: 0 }, { index: 1 }, { index: 2 }]);
    expect((body.data as { embedding: number[] }[]).map(({ embedding }) => embedding.length)).toEqual(
      Array(3).fill(length),
    );
  });

  it.each([[[0, 0, 0]], [[0, 1, 1]], [[0, 1, 3]], [[1, 2, 3]], [[-1, 0, 1]], [[0.5, 0, 1]], [[undefined, 0, 1]]])(
    'with the indexes %j are made elsewhere',
    async (indexes) => {
      cheap.script(listOf(indexes));
      const { headers, body } = await embed({ model: 'cost_optimized', input: INPUTS });
      expect([headers.get('x-llm-provider'), (body.data as object[]).length]).toEqual(['dear', 3]);
      expect(rows()[0]).toMatchObject({ provider: 'cheap', errorClass: 'malformed' });
    },
  );

  it.each([2, 40_000])('in an envelope lose no number (%i each)', async (length) => {
    const list = {
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: vectorOf(0, length) }],
      model: 'm',
    };
    cheap.script(json(200, { code: 0, data: list }));
    const { body } = await embed({ model: 'cheap', input: 'a' });
    expect(body).toEqual(list);
  });

  it('that are called a stream are read as usual', async () => {
    const list = { object: 'list', data: [{ object: 'embedding', index: 0, embedding: [1] }], model: 'm' };
    cheap.script(raw(200, JSON.stringify(list), { 'content-type': 'text/event-stream' }));
    expect((await embed({ model: 'cheap', input: 'a' })).body).toEqual(list);
  });

  it('are passed on however long the vectors are, without holding other requests up', async () => {
    const data = Array.from({ length: 5 }, (_, index) => ({
      index,
      embedding: Array<number>(40_000).fill(0.123456789),
    }));
    cheap.script(json(200, { object: 'list', data, model: 'm', usage: { prompt_tokens: 5, total_tokens: 5 } }));
    const { status, body } = await embed({ model: 'cheap', input: ['a', 'b', 'c', 'd', 'e'] });
    expect([status, body.data]).toEqual([200, data]);
    expect(rows()).toMatchObject([{ outcome: 'ok', promptTokens: 5, usageSource: 'provider' }]);
  });
});
