import { describe, expect, it } from 'vitest';
import { LlmEmbeddingsNotConfiguredError, LlmModelNotFoundError } from '../llm.errors.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import { EmbeddingNames } from './embedding-names.js';

const profile = (name: string, model: string) => ({ name, model }) as ProviderProfile;
const names = new EmbeddingNames(
  [profile('azure', 'small'), profile('openai', 'small'), profile('own', 'org/large')],
  [['ada', 'small'], ...([['chat', 'cerebras']] as const)],
);
const ALL = { models: null };
const resolve = (model?: string | null) => names.resolve(model, ALL);

describe('the target of a request for embeddings', () => {
  it.each([undefined, null, 'auto', 'small', 'ada'])('%s is every provider of one model', (model) => {
    expect(resolve(model)).toEqual({ providers: ['azure', 'openai'], model: 'small' });
  });

  it('by a strategy is the same model', () => {
    expect(resolve('balanced')).toEqual({ providers: ['azure', 'openai'], model: 'small', strategy: 'balanced' });
  });

  it('by a provider is that provider', () => {
    expect(resolve('own')).toEqual({ providers: ['own'] });
    expect(resolve('openai/other')).toEqual({ providers: ['openai'], model: 'other' });
    expect(resolve('org/large')).toEqual({ providers: ['own'], model: 'org/large' });
  });

  it.each(['gpt-4', '', '/', 'own/', 'cerebras', 'chat'])(
    '%j is none, and the error names those there are',
    (model) => {
      expect(() => resolve(model)).toThrow(LlmModelNotFoundError);
      expect(() => resolve(model)).toThrow(
        /There are azure\/small, openai\/small, own\/org\/large, small, org\/large, ada;/,
      );
    },
  );

  it('is that which the key may use', () => {
    const models = { allows: (provider: string) => provider === 'own' } as never;
    expect(names.resolve('auto', { models })).toEqual({ providers: ['own'], model: 'org/large' });
    expect(names.listedFor({ models })).toEqual(['own/org/large', 'org/large']);
  });

  it('is none where no provider makes any', () => {
    expect(() => new EmbeddingNames([]).resolve('auto', ALL)).toThrow(LlmEmbeddingsNotConfiguredError);
  });
});
