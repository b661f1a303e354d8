import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPostmaster, isAlive, removeStalePostmaster } from './postmaster-file.js';

describe('a postmaster.pid without a running server', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sales-agent-postmaster-'));
    file = join(folder, 'postmaster.pid');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each(['', '999999999\n/data\n0\n54329\n', 'garbage'])('(%j) is kept by a lookup', async (content) => {
    await writeFile(file, content);
    expect(await findPostmaster(folder)).toBeUndefined();
    expect(existsSync(file)).toBe(true);
  });

  it.each(['', '999999999\n/data\n0\n54329\n', 'garbage'])('(%j) is removed before a launch', async (content) => {
    await writeFile(file, content);
    await removeStalePostmaster(folder);
    expect(existsSync(file)).toBe(false);
  });
});

describe('whether a server is alive', () => {
  it('is told by its process id, and 0 is the id of none, though a signal to it reaches our own process group', () => {
    expect(isAlive(process.pid)).toBe(true);
    expect(isAlive(999_999_999)).toBe(false);
    expect(isAlive(0)).toBe(false);
  });
});

describe('a running server', () => {
  let home: string;
  let folder: string;
  let server: ChildProcess;

  const writePidFile = (status: string) =>
    writeFile(join(folder, 'postmaster.pid'), `${server.pid}\n${folder}\n0\n54329\n\n127.0.0.1\n\n${status}\n`);

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'sales-agent-postmaster-'));
    folder = join(home, 'postgres');
    await mkdir(folder);
    server = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)', '--', '-D', folder]);
    await once(server, 'spawn');
  });

  afterEach(async () => {
    server.kill();
    await rm(home, { recursive: true, force: true });
  });

  it.each([
    ['starting', false],
    ['ready   ', true],
    ['stopping', false],
  ])('(%s) is one to connect to: %s', async (status, isReady) => {
    await writePidFile(status);
    expect(await findPostmaster(folder)).toEqual({ pid: server.pid, port: 54_329, isReady });
  });

  it('is found by every path of its folder, and keeps its file', async () => {
    await writePidFile('ready   ');
    const link = join(home, 'link');
    await symlink(folder, link);
    expect((await findPostmaster(link))?.pid).toBe(server.pid);
    await removeStalePostmaster(link);
    expect(existsSync(join(folder, 'postmaster.pid'))).toBe(true);
  });

  it('is not found in a folder that is a copy of its own', async () => {
    await writePidFile('ready   ');
    const copy = join(home, 'copy');
    await cp(folder, copy, { recursive: true });
    expect(await findPostmaster(copy)).toBeUndefined();
  });
});
