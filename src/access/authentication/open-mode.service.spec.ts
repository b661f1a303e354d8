import { describe, expect, it } from 'vitest';
import { AccessSettings } from '../access.settings.js';
import { HttpSettings } from '../../http/http.settings.js';
import { loadSettings } from '../../app.settings.js';
import { ApiKeyCache } from './api-key-cache.service.js';
import type { ConsoleSessionsRepository } from './console-sessions.repository.js';
import type { ApiKeysRepository } from './api-keys.repository.js';
import { isLoopback } from '../loopback.js';
import { PeerOwner } from './peer-owner.js';
import { OpenMode } from './open-mode.service.js';

function openModeOn(exist: () => Promise<boolean>, environment: Record<string, string> = {}): OpenMode {
  const settings = loadSettings(environment);
  const keys = { exist } as unknown as ApiKeysRepository;
  const keyCache = new ApiKeyCache(keys, {} as ConsoleSessionsRepository, settings.get(AccessSettings));
  return new OpenMode(keyCache, settings.get(AccessSettings), settings.get(HttpSettings), new PeerOwner());
}

describe('open mode', () => {
  it('stays closed when the first key is made while the lookup is under way', async () => {
    const answer = Promise.withResolvers<boolean>();
    const openMode = openModeOn(() => answer.promise);
    const lookup = openMode.isOpen();
    openMode.close();
    answer.resolve(false);
    await lookup;
    expect(await openMode.isOpen()).toBe(false);
  });

  it('queries the database once for concurrent requests', async () => {
    let questions = 0;
    const openMode = openModeOn(() => Promise.resolve(++questions < 0));
    expect(await Promise.all([openMode.isOpen(), openMode.isOpen(), openMode.isOpen()])).toEqual([true, true, true]);
    expect(questions).toBe(1);
  });

  it.each<Record<string, string>>([{ REQUIRE_API_KEY: 'true' }, { HOST: '0.0.0.0' }])(
    'is off with %j, without a query',
    async (given) => {
      const openMode = openModeOn(() => Promise.reject(new Error('queried')), given);
      expect(await openMode.isOpen()).toBe(false);
    },
  );

  it('does not open while the database is away', async () => {
    const openMode = openModeOn(() => Promise.reject(new Error('away')));
    await expect(openMode.isOpen()).rejects.toThrow('away');
  });
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.255.255.254', '::1', 'localhost', 'LOCALHOST', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1'])(
    '%s is this machine alone',
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );

  it.each([
    '0.0.0.0',
    '::',
    '',
    '128.0.0.1',
    '192.168.0.1',
    '::ffff:10.0.0.1',
    'fe80::1',
    'localhost.evil.example',
    'evil.localhost.example',
    '127.0.0.1.evil.example',
    '127.1',
    '2130706433',
    '0x7f000001',
    'localhost\0',
  ])('%j is not', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});
