import { describe, expect, it } from 'vitest';
import { readFailure } from './failure-reader.js';

const error = (message: string, more: object = {}) => ({ error: { message, ...more } });

describe('an error of a gateway', () => {
  it.each<[string, number, unknown, string]>([
    ['One API without quota', 403, error('用户额度不足', { type: 'one_api_error' }), 'no_credit'],
    [
      'New API without quota',
      403,
      error('预扣费额度失败, 用户剩余额度: ＄0.01', { type: 'new_api_error', code: 'insufficient_user_quota' }),
      'no_credit',
    ],
    ['One API without a channel', 503, error('无可用渠道', { type: 'one_api_error' }), 'unavailable'],
    [
      'Azure API Management without quota',
      403,
      { statusCode: 403, message: 'Out of call volume quota. Quota will be replenished in 21:04:12.' },
      'no_credit',
    ],
    ['Cloudflare after 100 s', 524, '<html><title>524: A timeout occurred</title></html>', 'unavailable'],
    ['Cloudflare without a server', 521, 'error code: 521', 'unavailable'],
    ['LiteLLM over its budget', 400, error('Budget has been exceeded! Current cost: 10.1'), 'no_credit'],
    ['LiteLLM without deployments', 429, error('No deployments available, Try again in 5 seconds.'), 'rate_limited'],
    ['OpenRouter without credits', 402, error('This request requires more credits'), 'no_credit'],
    ['OpenRouter by its policy', 404, error('No endpoints found matching your data policy'), 'refused'],
    ['Portkey by its hooks', 446, { status: 'failure', message: 'hooks failed' }, 'refused'],
    ['Kong', 429, { message: 'API rate limit exceeded' }, 'rate_limited'],
    ['vLLM without a parser', 400, error('"auto" tool choice requires --enable-auto-tool-choice'), 'refused'],
    ['Ollama without tools', 400, error('registry.ollama.ai/library/gemma does not support tools'), 'refused'],
    ['Hugging Face while it loads', 503, { error: 'Model x is currently loading', estimated_time: 20 }, 'unavailable'],
    ['NVIDIA without credits', 402, { status: 402, detail: 'Cloud credits expired' }, 'no_credit'],
    ['Zhipu by its filter', 400, { contentFilter: [{}], error: { code: '1301', message: '敏感内容' } }, 'refused'],
    ['MiniMax under 200', 200, { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }, 'no_credit'],
  ])('as of %s (%d) is what it means', (_, status, body, failureClass) => {
    expect(readFailure(status, {}, body).failureClass).toBe(failureClass);
  });
});
