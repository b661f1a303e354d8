import { describe, expect, it } from '@jest/globals';
import { LlmModelNotFoundError } from '../llm.errors.js';
import { ROUTING_STRATEGIES } from '../llm.settings.js';
import { readTarget } from './target.js';

const PROVIDERS = ['runpod', 'cerebras'];
const read = (model: string | null | undefined) => readTarget(model, PROVIDERS);

describe('the target', () => {
  it.each([undefined, null, 'auto'])('of %s leaves strategy and provider to their defaults', (model) => {
    expect(read(model)).toEqual({});
  });

  it.each([...ROUTING_STRATEGIES])('of %s is that strategy', (strategy) => {
    expect(read(strategy)).toEqual({ strategy });
  });

  it('of a provider is that provider', () => {
    expect(read('cerebras')).toEqual({ provider: 'cerebras' });
  });

  it('of a provider and a model is both; a model may have slashes', () => {
    expect(read('runpod/meta-llama/Llama-3.1')).toEqual({
      provider: 'runpod',
      model: 'meta-llama/Llama-3.1',
    });
  });

  it.each([
    '',
    'gpt-4',
    'Auto',
    '/',
    '/x',
    'runpod/',
    'acme/x',
    'runpod/a b',
    'runpod/a\nb',
    'runpod/ä',
    `runpod/${'x'.repeat(201)}`,
  ])('of %j is none', (model) => {
    expect(() => read(model)).toThrow(LlmModelNotFoundError);
  });
});
