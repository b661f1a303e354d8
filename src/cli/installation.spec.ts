import { describe, expect, it } from 'vitest';
import { nodeFault, packageFault } from './installation.js';

describe('an installation', () => {
  it.each(['20.20.2', '22.13.0', '23.11.0'])('needs a newer Node.js than %s, and names the command', (version) => {
    expect(nodeFault(version)).toMatch(/^Sales Agent needs Node\.js 24 or newer, and this is .+"npm rebuild".+\.$/);
  });

  it.each(['24.0.0', '24.21.0', '26.1.0'])('runs on Node.js %s', (version) => {
    expect(nodeFault(version)).toBeUndefined();
  });

  it('that lacks a package names the package and the command', () => {
    const name = '@nestjs/core';
    const missing = Object.assign(new Error(`Cannot find package '${name}' imported from /app/dist/src/main.js`), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    expect(packageFault(missing)).toBe(`The package ${name} is not installed. Run "npm ci", then start again.`);
  });

  it.each([
    new Error('Cannot find package'),
    Object.assign(new Error("Cannot find module '/app/dist/x.js'"), { code: 'ERR_MODULE_NOT_FOUND' }),
  ])('is not blamed for %s', (error) => {
    expect(packageFault(error)).toBeUndefined();
  });
});
