import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/app.settings.js';
import { OperationsSettings } from '../../src/lifecycle/operations.settings.js';

/** How much longer than its settings say the end of the service may take. */
const OVERTIME_SECONDS = 9;

const page = readFileSync('docs/deployment.md', 'utf8');
const blocks = [...page.matchAll(/^( *)```\w+\n(.*?)^ *```/gms)].map(([, indent = '', text = '']) =>
  text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
);
const blockWith = (text: string) => blocks.find((block) => block.includes(text)) ?? '';

describe('the page on deployment', () => {
  const unit = new Map(
    [...blockWith('[Service]').matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value] as const),
  );

  it('lets systemd run what the image runs', () => {
    const [, command] = /^CMD (.*)$/m.exec(readFileSync('docker/Dockerfile', 'utf8')) ?? [];
    expect(unit.get('ExecStart')).toBe(`/usr/bin/${(JSON.parse(command ?? '[]') as string[]).join(' ')}`);
  });

  it('lets a service finish before systemd kills it', () => {
    const { shutdownDelaySeconds, shutdownTimeoutSeconds } = loadSettings({}).get(OperationsSettings);
    expect(Number(unit.get('TimeoutStopSec'))).toBeGreaterThan(
      shutdownDelaySeconds + shutdownTimeoutSeconds + OVERTIME_SECONDS,
    );
  });

  it('gives the service no right that it does not need', () => {
    expect(Object.fromEntries(unit)).toMatchObject({
      User: 'sales-agent',
      NoNewPrivileges: 'true',
      CapabilityBoundingSet: '',
      ProtectSystem: 'strict',
      ProtectHome: 'true',
      PrivateDevices: 'true',
      PrivateTmp: 'true',
    });
  });

  it('sets only settings that exist, to values that they take', () => {
    const lines = blockWith('TRUST_PROXY=').matchAll(/^(\w+)='?([^'\n]*)'?$/gm);
    const settings = loadSettings(Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value])));
    expect(settings.unknownKeys()).toEqual([]);
  });

  it('never builds in the folder that a running version reads its files from', () => {
    for (const block of blocks.filter((one) => one.includes('npm ci'))) {
      expect(block).toMatch(/^cd \/opt\/sales-agent-\d/m);
      expect(block).toMatch(/^ln -sfn \/opt\/sales-agent-\d\S+ \/opt\/sales-agent$/m);
    }
  });
});
