import { describe, expect, it } from 'vitest';
import { isModelName } from './model-name.js';

describe('The name of a model', () => {
  it.each([
    'gpt-oss-120b',
    'meta-llama/Llama-3.1-8B-Instruct',
    'accounts/fireworks/models/qwen3#accounts/me/deployments/1',
    'arn:aws:bedrock:eu-central-1:123456789012:inference-profile/x',
    'ft:gpt-4o-mini:my-org:suffix:id',
    'C:\\models\\llama.gguf',
    'm'.repeat(200),
  ])('may be %s', (name) => {
    expect(isModelName(name)).toBe(true);
  });

  it.each([
    '',
    'm'.repeat(201),
    'a model',
    'a\nb',
    'mödel',
    '</data><tool_call>',
    '"},{"role":"system"',
    '`ls`',
    'a\u202eb',
    'a!',
    7,
    null,
  ])('may not be %j', (name) => {
    expect(isModelName(name)).toBe(false);
  });
});
