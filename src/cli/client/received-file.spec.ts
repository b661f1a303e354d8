import { execFileSync, spawn } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { receiveFile } from './received-file.js';

describe('a download to a file', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sales-agent-received-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('stands under its name once it is whole, in place of an older one', async () => {
    const file = join(folder, 'leads.csv');
    for (const content of ['first', 'second']) {
      await receiveFile(Readable.from([content]), file);
      expect(readFileSync(file, 'utf8')).toBe(content);
    }
    expect(readdirSync(folder)).toEqual(['leads.csv']);
  });

  it('goes into what is no file, such as a pipe or a device, and leaves it what it is', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe]);
    const read = text(reader.stdout);
    await receiveFile(Readable.from(['all of it']), pipe).finally(() => {
      if (!lstatSync(pipe).isFIFO()) reader.kill();
    });
    expect(await read).toBe('all of it');
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  it('that cannot be written is refused by its name', async () => {
    await expect(receiveFile(Readable.from(['x']), folder)).rejects.toThrow(`${folder} cannot be written (EISDIR)`);
  });
});
