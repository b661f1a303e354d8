import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import '../../src/app.setup.js';
import { registry } from '../../src/telemetry/metrics.js';

const FOLDER = 'docker/monitoring';
/** Made by Prometheus itself. */
const OF_PROMETHEUS = ['up'];
/** What an expression holds besides names of metrics: functions, keywords and labels. */
const WORD = /\b[a-z][a-z0-9_]*\b/g;
const NO_METRIC =
  /"[^"]*"|\{[^}]*\}|\b(?:by|on) \([^)]*\)|\[[^\]]*\]|\b[a-z0-9_]+ ?\((?=)|\b(?:and|or|by|on|sum|max|min)\b/g;
const promtool = spawnSync('promtool', ['--version']).status === 0;

interface Rule {
  alert: string;
  expr: string;
  annotations: { summary: string; runbook: string };
}

const read = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8');
const { groups } = parse(read('alerts.yaml')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const { panels } = JSON.parse(read('dashboard.json')) as { panels: { title: string; targets: { expr: string }[] }[] };
const expressions = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
];

describe('the rules and the dashboard', () => {
  const known = new Set(
    registry.getMetricsAsArray().flatMap(({ name }) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]),
  );

  it.each(expressions)('%s names only metrics that exist', (_, expr) => {
    const named = expr.replaceAll(NO_METRIC, ' ').match(WORD) ?? [];
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !known.has(name) && !OF_PROMETHEUS.includes(name))).toEqual([]);
  });

  it.each(expressions)('%s uses only labels that those metrics have', (_, expr) => {
    const labels = new Set(
      (registry.getMetricsAsArray() as unknown as { name: string; labelNames: string[] }[])
        .filter(({ name }) => expr.includes(name))
        .flatMap(({ labelNames }) => labelNames),
    );
    const used = [...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, inner = '']) => inner.match(/\w+(?==)/g) ?? []);
    expect(used.filter((label) => !labels.has(label) && label !== 'job')).toEqual([]);
  });

  it.each(rules)('$alert has a runbook', ({ alert, annotations }) => {
    expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
    const section = readFileSync('docs/operations.md', 'utf8').split(`\n### ${alert}\n`)[1] ?? '';
    expect(section.split('\n#')[0]!.trim().length).toBeGreaterThan(100);
  });
});

describe.skipIf(!promtool)('promtool', () => {
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: FOLDER, encoding: 'utf8' });
    return { status, output: stdout + stderr };
  };

  it('accepts the rules, and they fire when they should', () => {
    expect(run('check', 'rules', 'alerts.yaml')).toMatchObject({ status: 0 });
    expect(run('test', 'rules', 'alerts.test.yaml')).toMatchObject({ status: 0 });
  });
});
