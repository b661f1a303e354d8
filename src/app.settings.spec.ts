import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DatabaseSettings } from './database/database.settings.js';
import { HttpSettings } from './http/http.settings.js';
import { LlmSettings } from './llm/llm.settings.js';
import { OperationsSettings } from './lifecycle/operations.settings.js';
import { loadSettings, SETTING_GROUPS } from './app.settings.js';
import { settingsOf } from './config/setting.decorators.js';
import { redactText } from './telemetry/text-redaction.js';

const example = parseEnv(readFileSync('.env.example', 'utf8')) as Record<string, string>;
const filled = Object.fromEntries(Object.entries(example).filter(([, value]) => value !== ''));

describe('the secrets of the settings', () => {
  it('are found in secret settings, in providers and in URLs', () => {
    const settings = loadSettings({
      CEREBRAS_API_KEY: 'key-of-cerebras',
      HTTPS_PROXY: 'http://user:hunter2@proxy.example:3128',
      DATABASE_URL: 'postgresql://me:password-of-me@127.0.0.1:5432/leads',
      LLM_PROVIDERS: JSON.stringify([{ name: 'x', base_url: 'http://x.example', model: 'm', api_key: 'key-of-x' }]),
      HOST: '127.0.0.1',
    });
    expect(settings.secrets().toSorted()).toEqual([
      'http://user:hunter2@proxy.example:3128',
      'key-of-cerebras',
      'key-of-x',
      'postgresql://me:password-of-me@127.0.0.1:5432/leads',
    ]);
    expect(redactText('password-of-me, key-of-x, key-of-cerebras or hunter2', Infinity)).toBe(
      '[redacted], [redacted], [redacted] or [redacted]',
    );
  });
});

describe('Settings', () => {
  it('are all named in .env.example, and nothing else is', () => {
    expect(Object.keys(example).sort()).toEqual(
      SETTING_GROUPS.flatMap((group) => settingsOf(group).map(({ key }) => key)).sort(),
    );
  });

  it('have the defaults that .env.example shows', () => {
    const shown = loadSettings(filled);
    const defaults = loadSettings({});
    for (const group of SETTING_GROUPS) expect(shown.get(group)).toEqual(defaults.get(group));
  });

  it.each([
    [{}, 0],
    [{ PORT_HEALTH: '3001' }, 5],
    [{ PORT_HEALTH: '3001', SHUTDOWN_DELAY_SECONDS: '0' }, 0],
    [{ SHUTDOWN_DELAY_SECONDS: '9' }, 9],
  ])('have a service that is polled serve on when it is told to stop: %j', (environment, seconds) => {
    expect(loadSettings(environment).get(OperationsSettings).shutdownDelaySeconds).toBe(seconds);
  });

  it('are converted to what they mean', () => {
    const settings = loadSettings({
      PORT: ' 8080 ',
      MIGRATE_ON_START: 'off',
      CEREBRAS_API_BASE: 'http://127.0.0.1:1/v1/',
    });
    expect(settings.get(HttpSettings).port).toBe(8080);
    expect(settings.get(DatabaseSettings).migrateOnStart).toBe(false);
    expect(settings.get(LlmSettings).cerebrasApiBase).toBe('http://127.0.0.1:1/v1');
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['PORT', '3000.5'],
    ['HOST', 'not a host'],
    ['CORS_ORIGINS', 'https://other.example/'],
    ['TRUST_PROXY', 'anybody'],
    ['DATABASE_URL', 'mysql://user:hunter2@host/db'],
    ['MIGRATE_ON_START', 'maybe'],
    ['CEREBRAS_API_BASE', 'api.cerebras.ai'],
    ['CEREBRAS_API_BASE', 'https://user:hunter2@proxy.example/v1'],
    ['CEREBRAS_API_BASE', 'https://proxy.example:99999'],
    ['CEREBRAS_API_KEY', 'two words'],
    ['LLM_DEADLINE_MS', '-1'],
    ['QUALIFICATION_FALLBACK', 'guess'],
    ['LOG_LEVEL', 'loud'],
  ])('refuse %s=%s, naming the key and never the value', (key, value) => {
    expect.assertions(3);
    try {
      loadSettings({ [key]: value });
    } catch (error) {
      const { message } = error as Error;
      expect(message).toMatch(new RegExp(`^Wrong settings: ${key} must .+$`));
      expect(message).not.toContain(value);
      expect(message).not.toContain('\n');
    }
  });

  it('name every wrong key at once', () => {
    expect(() => loadSettings({ PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/PORT must .+; LOG_LEVEL must/);
  });
});
