import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { loadSettings } from '../../src/app.settings.js';
import { breachesOf } from '../support/kubernetes-rules.js';
import { type KubernetesObject, nameOf, typeErrorsOf } from '../support/kubernetes-types.js';

const FOLDER = 'docker/k8s';
const OVERLAYS = readdirSync(`${FOLDER}/overlays`);
const hasKustomize = spawnSync('kubectl', ['version', '--client']).status === 0;
if (!hasKustomize) console.warn('kubectl is not installed, so docker/k8s/rendered is not compared with its sources');

const rendered = (overlay: string) => readFileSync(`${FOLDER}/rendered/${overlay}.yaml`, 'utf8');
const objectsOf = (overlay: string) =>
  parseAllDocuments(rendered(overlay)).map((document) => document.toJS() as KubernetesObject);

/** The objects of production, of which one is changed. */
function changed(name: string, change: (object: KubernetesObject) => unknown): KubernetesObject[] {
  const objects = objectsOf('production');
  const object = objects.find((one) => nameOf(one) === name)!;
  change(object);
  return objects;
}

const WEB = 'Deployment/sales-agent-web';
const podOf = (object: KubernetesObject) => object.spec.template.spec;
const containerOf = (object: KubernetesObject) => podOf(object).containers[0];

/** Each breaks one rule, in the object named. */
const BREACHES: [breach: string, name: string, change: (object: KubernetesObject) => unknown][] = [
  ['has no numeric user other than root', WEB, (one) => (podOf(one).securityContext.runAsUser = 0)],
  ['may run as root', WEB, (one) => delete podOf(one).securityContext.runAsNonRoot],
  ['has no seccomp profile', WEB, (one) => delete podOf(one).securityContext.seccompProfile],
  ['gets a token of the API', WEB, (one) => delete podOf(one).automountServiceAccountToken],
  ['gets variables of Services', WEB, (one) => delete podOf(one).enableServiceLinks],
  ['uses the host', WEB, (one) => (podOf(one).hostNetwork = true)],
  ['mounts a folder of the host', WEB, (one) => podOf(one).volumes.push({ name: 'x', hostPath: { path: '/' } })],
  ['has a folder of any size', WEB, (one) => podOf(one).volumes.push({ name: 'x', emptyDir: {} })],
  ['gains privileges', WEB, (one) => delete containerOf(one).securityContext.allowPrivilegeEscalation],
  ['is privileged', WEB, (one) => (containerOf(one).securityContext.privileged = true)],
  ['writes to its image', WEB, (one) => delete containerOf(one).securityContext.readOnlyRootFilesystem],
  ['keeps capabilities', WEB, (one) => delete containerOf(one).securityContext.capabilities],
  ['has no requests or limits', WEB, (one) => delete containerOf(one).resources.limits.memory],
  ['lacks a probe', WEB, (one) => delete containerOf(one).startupProbe],
  ['has an image without a version', 'Job/sales-agent-migration', (one) => (containerOf(one).image = 'a/b:latest')],
  ['holds a secret', 'ServiceAccount/sales-agent', (one) => (one.kind = 'Secret')],
  ['has a secret as a value', WEB, (one) => containerOf(one).env.push({ name: 'CEREBRAS_API_KEY', value: 'x' })],
  ['has a secret as a value', WEB, (one) => containerOf(one).env.push({ name: 'A', value: 'postgresql://u:p@h/d' })],
  ['has the role of another', WEB, (one) => (containerOf(one).env[0].value = 'worker')],
  ['migrates by itself', WEB, (one) => containerOf(one).env.push({ name: 'MIGRATE_ON_START', value: 'true' })],
  ['is another version than its migration', WEB, (one) => (containerOf(one).image = 'a/b:2')],
  ['stops before it starts anew', WEB, (one) => (one.spec.strategy.rollingUpdate.maxUnavailable = 1)],
  ['gives up a rollout before its migration does', WEB, (one) => delete one.spec.progressDeadlineSeconds],
  [
    'asks the database whether it is alive',
    WEB,
    (one) => (containerOf(one).livenessProbe.httpGet.path = '/health/ready'),
  ],
  ['is ready without a database', WEB, (one) => (containerOf(one).readinessProbe.httpGet.path = '/health')],
  ['stops before its Services know', WEB, (one) => delete containerOf(one).lifecycle],
  ['is killed before it has stopped', WEB, (one) => (podOf(one).terminationGracePeriodSeconds = 49)],
  ['may run on one node', WEB, (one) => podOf(one).topologySpreadConstraints.pop()],
  ['has no disruption budget', WEB, (one) => (one.spec.template.metadata.labels['app.kubernetes.io/component'] = 'x')],
  ['is open to every pod', WEB, (one) => (one.spec.template.metadata.labels['app.kubernetes.io/name'] = 'x')],
  ['has its number set by two', WEB, (one) => (one.spec.replicas = 3)],
  ['names settings that are not there', WEB, (one) => (containerOf(one).envFrom[0].configMapRef.name = 'x')],
  ['selects no pod', 'Service/sales-agent', (one) => (one.spec.selector['app.kubernetes.io/component'] = 'x')],
  [
    'scales what is not there',
    'HorizontalPodAutoscaler/sales-agent-web',
    (one) => (one.spec.scaleTargetRef.name = 'x'),
  ],
  ['is in no namespace', 'Service/sales-agent', (one) => delete one.metadata.namespace],
];

describe.each(OVERLAYS)('what a cluster gets by the overlay %s', (overlay) => {
  const objects = objectsOf(overlay);

  it('keeps the rules', () => {
    expect(breachesOf(objects)).toEqual([]);
  });

  it('sets only settings that exist, to values that they take', () => {
    const settings = loadSettings({
      DATABASE_URL: 'postgresql://db/x',
      ...objects.find(({ kind }) => kind === 'ConfigMap')!.data,
    });
    expect(settings.unknownKeys()).toEqual([]);
  });

  it.skipIf(!hasKustomize)('is what kustomize makes of its sources', () => {
    const { stdout } = spawnSync('kubectl', ['kustomize', `${FOLDER}/overlays/${overlay}`], { encoding: 'utf8' });
    expect(stdout).toBe(rendered(overlay));
  });
});

it('what a cluster gets fits the types of the API', () => {
  expect(typeErrorsOf(OVERLAYS.flatMap(objectsOf))).toEqual([]);
});

describe('the checks of what a cluster gets', () => {
  it.each(BREACHES)('report what %s: %s', (breach, name, change) => {
    const found = breachesOf(changed(name, change));
    expect(found.some((line) => line.endsWith(` ${breach}`))).toBe(true);
  });

  it('find misspelt keys and wrong types, which Kubernetes would drop or refuse', () => {
    const misspelt = changed(WEB, (one) => (containerOf(one).securityContext.readOnlyRootFileSystem = true));
    const mistyped = changed('Service/sales-agent', (one) => (one.spec.ports[0].port = 'http'));
    expect(typeErrorsOf([...misspelt, ...mistyped])).toEqual([
      expect.stringMatching(/^Deployment\/sales-agent-web: .*readOnlyRootFileSystem/),
      expect.stringMatching(/^Service\/sales-agent: .*string.*number/),
    ]);
  });
});

it('the migration job runs the entry point of the image', () => {
  const [, entry] = /^CMD .*"(dist\/[^"]+)"/m.exec(readFileSync('docker/Dockerfile', 'utf8')) ?? [];
  const job = objectsOf('production').find(({ kind }) => kind === 'Job')!;
  expect(containerOf(job).command).toEqual(['node', entry, 'migrate', 'run']);
});

describe('workers that are scaled by jobs that wait', () => {
  it('are scaled by a metric that the service has, with a label of it', () => {
    const scaler = objectsOf('production-queue').find(
      (one) => nameOf(one) === 'HorizontalPodAutoscaler/sales-agent-worker',
    );
    const { metric } = scaler!.spec.metrics[0].external;
    const source = readFileSync('src/metrics/backlog-gauges.service.ts', 'utf8');
    expect(source).toContain(`gauge('${metric.name}'`);
    expect(Object.keys(metric.selector.matchLabels)).toEqual(['state']);
  });
});
