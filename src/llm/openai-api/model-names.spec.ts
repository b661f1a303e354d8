import { describe, expect, it } from 'vitest';
import { ModelRules } from '../../access/model-rules.js';
import { ConfigurationError } from '../../config/configuration.error.js';
import { LlmModelNotFoundError } from '../llm.errors.js';
import { ROUTING_STRATEGIES } from '../llm.settings.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import { ModelNames } from './model-names.js';

const profile = (name: string, model: string) => ({ name, model }) as ProviderProfile;
const PROFILES = [profile('runpod', 'meta-llama/Llama-3.1'), profile('cerebras', 'gpt-oss-120b')];
/** May use every model. */
const ALL = { models: null };
const names = new ModelNames(PROFILES, [['gpt-4o', 'cerebras/gpt-oss-120b']]);

it.each(['auto', ...ROUTING_STRATEGIES])('No provider is called %s, as no request could name it', (name) => {
  expect(() => new ModelNames([...PROFILES, profile(name, 'm')])).toThrow(ConfigurationError);
});

describe('the target', () => {
  it.each([undefined, null, 'auto'])('of %s leaves strategy and provider to their defaults', (model) => {
    expect(names.resolve(model, ALL)).toEqual({});
  });

  it.each([...ROUTING_STRATEGIES])('of %s is that strategy', (strategy) => {
    expect(names.resolve(strategy, ALL)).toEqual({ strategy });
  });

  it('of a provider is that provider', () => {
    expect(names.resolve('cerebras', ALL)).toEqual({ providers: ['cerebras'] });
  });

  it.each(['meta-llama/Llama-3.1', 'meta-llama/Llama-4'])('of a provider and the model %s is both', (model) => {
    expect(names.resolve(`runpod/${model}`, ALL)).toEqual({ providers: ['runpod'], model });
  });

  it('of a model is all providers that are configured with it', () => {
    const both = new ModelNames([...PROFILES, profile('groq', 'gpt-oss-120b')]);
    expect(names.resolve('meta-llama/Llama-3.1', ALL)).toEqual({
      providers: ['runpod'],
      model: 'meta-llama/Llama-3.1',
    });
    expect(both.resolve('gpt-oss-120b', ALL)).toEqual({ providers: ['cerebras', 'groq'], model: 'gpt-oss-120b' });
  });

  it('of an alias is that of what it stands for', () => {
    expect(names.resolve('gpt-4o', ALL)).toEqual({ providers: ['cerebras'], model: 'gpt-oss-120b' });
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
    '__proto__',
    `runpod/${'x'.repeat(201)}`,
  ])('of %j is none, and the error names some that are there', (model) => {
    expect(() => names.resolve(model, ALL)).toThrow(LlmModelNotFoundError);
    expect(() => names.resolve(model, ALL)).toThrow(/There are auto, .*cerebras\/gpt-oss-120b/);
  });
});

describe('the list of names', () => {
  it('has every name once, aliases last', () => {
    expect(names.listedFor(ALL)).toEqual([
      ...['auto', ...ROUTING_STRATEGIES],
      ...['runpod', 'runpod/meta-llama/Llama-3.1', 'cerebras', 'cerebras/gpt-oss-120b'],
      ...['meta-llama/Llama-3.1', 'gpt-oss-120b', 'gpt-4o'],
    ]);
  });

  it('has for a key with limits what it may use, aliases included', () => {
    const models = ModelRules.of({ allowedProviders: null, allowedModels: ['gpt-oss-*'] });
    expect(names.listedFor({ models })).toEqual([
      ...['auto', ...ROUTING_STRATEGIES],
      ...['cerebras', 'cerebras/gpt-oss-120b', 'gpt-oss-120b', 'gpt-4o'],
    ]);
    expect(() => names.resolve('nothing', { models })).toThrow(/There are auto, (?!.*runpod)/);
  });
});

describe('an alias', () => {
  it.each([
    ['auto', 'cerebras'],
    ['balanced', 'cerebras'],
    ['cerebras', 'runpod'],
    ['gpt-4o', 'gpt-5'],
    ['gpt-4o', 'openai/gpt-5'],
  ])('%s=%s is refused by name', (alias, model) => {
    const make = () => new ModelNames(PROFILES, [[alias, model]]);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(alias);
  });

  it('of a known provider may be there before its key is, and is not found until then', () => {
    const early = new ModelNames([], [['gpt-4o', 'cerebras/gpt-oss-120b']]);
    expect(early.listedFor(ALL)).not.toContain('gpt-4o');
    expect(() => early.resolve('gpt-4o', ALL)).toThrow(LlmModelNotFoundError);
  });
});
