import { expect, it } from 'vitest';
import { hostName } from './loopback.js';

it.each([
  ['agents.example', 'agents.example'],
  ['Agents.Example:3000', 'agents.example'],
  ['localhost:', 'localhost'],
  ['127.0.0.1:80', '127.0.0.1'],
  ['[::1]:3000', '::1'],
  ['[::1]', '::1'],
  ['evil.example@localhost', 'evil.example@localhost'],
  ['', ''],
])('%j names %j', (header, name) => {
  expect(hostName(header)).toBe(name);
});
