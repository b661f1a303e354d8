import { loadSettings } from '../../src/app.settings.js';
import { OperationsSettings } from '../../src/lifecycle/operations.settings.js';
import { type KubernetesObject, nameOf } from './kubernetes-types.js';

/** How much longer than its settings say the end of the service may take, in seconds. */
const OVERTIME_SECONDS = 9;
const SECRET_NAME = /PASSWORD|PASSWD|KEY|SECRET|TOKEN/i;
/** A URL with a user and a password, or what keys of this service and of others look like. */
const SECRET_VALUE = /:\/\/[^/\s:@]*:[^/\s@]+@|\bsa_live_|\bsk-[A-Za-z0-9]{16}/;
const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;
/** Kinds that run for as long as they are there, unlike jobs. */
const LASTING = ['Deployment', 'StatefulSet'];

/**
 * What is wrong with the objects of one installation, each beginning with the object. The rules go beyond the API's types:
 * they hold what the profile "restricted" of Pod Security demands, and how this service starts, serves and stops.
 */
export function breachesOf(objects: KubernetesObject[]): string[] {
  return [
    ...objects.flatMap((object) => [...secretsIn(object), ...podBreaches(object)]),
    ...ofTheService(objects),
    ...objects.flatMap((object) => referenceBreaches(object, objects)),
  ];
}

function podBreaches(object: KubernetesObject): string[] {
  const pod = object.spec?.template?.spec;
  if (pod === undefined) return [];
  const containers = [...(pod.initContainers ?? []), ...pod.containers];
  return report(object, {
    'has no numeric user other than root': !(pod.securityContext?.runAsUser > 0),
    'may run as root': pod.securityContext?.runAsNonRoot !== true,
    'has no seccomp profile': pod.securityContext?.seccompProfile?.type !== 'RuntimeDefault',
    'gets a token of the API': pod.automountServiceAccountToken !== false,
    'gets variables of Services': pod.enableServiceLinks !== false,
    'uses the host': pod.hostNetwork === true || pod.hostPID === true || pod.hostIPC === true,
    'mounts a folder of the host': (pod.volumes ?? []).some((volume: { hostPath?: unknown }) => 'hostPath' in volume),
    'has a folder of any size': (pod.volumes ?? []).some(
      ({ emptyDir }: { emptyDir?: { sizeLimit?: string } }) =>
        emptyDir !== undefined && emptyDir.sizeLimit === undefined,
    ),
    'gains privileges': containers.some(({ securityContext: own }) => own?.allowPrivilegeEscalation !== false),
    'is privileged': containers.some(({ securityContext: own }) => own?.privileged === true),
    'writes to its image': containers.some(({ securityContext: own }) => own?.readOnlyRootFilesystem !== true),
    'keeps capabilities': containers.some(({ securityContext: own }) => own?.capabilities?.drop?.[0] !== 'ALL'),
    'has no requests or limits': containers.some(({ resources = {} }) =>
      ['cpu', 'memory', 'ephemeral-storage'].some((what) => !resources.requests?.[what] || !resources.limits?.[what]),
    ),
    'has an image without a version': containers.some(({ image }) => !/:(?!latest$)[\w.-]+$|@sha256:/.test(image)),
    'lacks a probe': LASTING.includes(object.kind) && containers.some((own) => PROBES.some((probe) => !(probe in own))),
  });
}

/** A manifest is read by many; what is secret stands in a Secret that an operator makes in the cluster. */
function secretsIn(object: KubernetesObject): string[] {
  const pod = object.spec?.template?.spec;
  const variables = (pod?.containers ?? []).flatMap(
    ({ env = [] }: { env?: { name: string; value?: string }[] }) => env,
  );
  return report(object, {
    'holds a secret': object.kind === 'Secret',
    'has a secret as a value':
      SECRET_VALUE.test(JSON.stringify(object)) ||
      Object.keys(object.data ?? {}).some((name) => SECRET_NAME.test(name)) ||
      variables.some(
        ({ name, value }: { name: string; value?: string }) => value !== undefined && SECRET_NAME.test(name),
      ),
  });
}

function ofTheService(objects: KubernetesObject[]): string[] {
  const find = (kind: string, name: string) => objects.find((one) => nameOf(one) === `${kind}/${name}`);
  const [web, worker] = [find('Deployment', 'sales-agent-web'), find('Deployment', 'sales-agent-worker')];
  const job = find('Job', 'sales-agent-migration');
  if (web === undefined || worker === undefined || job === undefined) return ['Web, worker or migration is missing'];
  return [web, worker].flatMap((deployment) => {
    const { name } = deployment.metadata;
    const pod = deployment.spec.template.spec;
    const [container] = pod.containers;
    const settings = settingsOf(deployment, objects);
    const isScaled = objects.some(
      ({ kind, spec }) => kind === 'HorizontalPodAutoscaler' && spec.scaleTargetRef.name === name,
    );
    return report(deployment, {
      'has the role of another': settings.ROLE !== name.replace('sales-agent-', ''),
      'migrates by itself': settings.MIGRATE_ON_START !== 'false',
      'is another version than its migration': container.image !== job.spec.template.spec.containers[0].image,
      'stops before it starts anew': deployment.spec.strategy?.rollingUpdate?.maxUnavailable !== 0,
      'gives up a rollout before its migration does': !(
        deployment.spec.progressDeadlineSeconds > job.spec.activeDeadlineSeconds
      ),
      'asks the database whether it is alive': container.livenessProbe?.httpGet?.path !== '/health',
      'is ready without a database': container.readinessProbe?.httpGet?.path !== '/health/ready',
      'stops before its Services know': !(container.lifecycle?.preStop?.sleep?.seconds >= 5),
      'is killed before it has stopped': !(pod.terminationGracePeriodSeconds > secondsToStop(container, settings)),
      'may run on one node':
        !hasSpread(pod, 'kubernetes.io/hostname') || !hasSpread(pod, 'topology.kubernetes.io/zone'),
      'has no disruption budget': !objects.some(
        ({ kind, spec }) => kind === 'PodDisruptionBudget' && selects(spec.selector.matchLabels, deployment),
      ),
      'is open to every pod': !objects.some(
        ({ kind, spec }) =>
          kind === 'NetworkPolicy' &&
          selects(spec.podSelector.matchLabels ?? {}, deployment) &&
          spec.policyTypes.includes('Ingress') &&
          spec.policyTypes.includes('Egress') &&
          spec.ingress.every(({ from }: { from?: unknown[] }) => (from ?? []).length > 0),
      ),
      'has its number set by two': isScaled === 'replicas' in deployment.spec,
    });
  });
}

/** A name that leads nowhere leaves pods waiting. Secrets are made in the cluster. */
function referenceBreaches(object: KubernetesObject, objects: KubernetesObject[]): string[] {
  const isThere = (kind: string, name: string) => objects.some((one) => nameOf(one) === `${kind}/${name}`);
  const pod = object.spec?.template?.spec;
  const maps = (pod?.containers ?? []).flatMap(
    ({ envFrom = [] }: { envFrom?: { configMapRef?: { name: string } }[] }) =>
      envFrom.flatMap(({ configMapRef }) => (configMapRef === undefined ? [] : [configMapRef.name])),
  );
  const { scaleTargetRef: scaled } = object.spec ?? {};
  return report(object, {
    'names settings that are not there': maps.some((name: string) => !isThere('ConfigMap', name)),
    'scales what is not there': scaled !== undefined && !isThere(scaled.kind, scaled.name),
    'selects no pod':
      object.kind === 'Service' && !objects.some((one) => one.spec?.template && selects(object.spec.selector, one)),
    'is in no namespace': object.kind !== 'Namespace' && !isThere('Namespace', object.metadata.namespace ?? ''),
  });
}

function settingsOf(deployment: KubernetesObject, objects: KubernetesObject[]): Record<string, string> {
  const [{ env = [], envFrom = [] }] = deployment.spec.template.spec.containers;
  const maps = objects.filter(
    ({ kind, metadata }) =>
      kind === 'ConfigMap' &&
      envFrom.some(({ configMapRef }: { configMapRef?: { name: string } }) => configMapRef?.name === metadata.name),
  );
  const own = env.map(({ name, value }: { name: string; value: string }) => [name, value]);
  return Object.assign({}, ...maps.map(({ data }) => data), Object.fromEntries(own));
}

function secondsToStop(
  container: { lifecycle?: { preStop?: { sleep?: { seconds: number } } } },
  settings: Record<string, string>,
): number {
  const { shutdownDelaySeconds, shutdownTimeoutSeconds } = loadSettings(settings).get(OperationsSettings);
  const preStop = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
  return preStop + shutdownDelaySeconds + shutdownTimeoutSeconds + OVERTIME_SECONDS;
}

function hasSpread(pod: { topologySpreadConstraints?: { topologyKey: string }[] }, key: string): boolean {
  return (pod.topologySpreadConstraints ?? []).some(({ topologyKey }) => topologyKey === key);
}

/** Whether a selector with these labels finds the pods of `object`. */
function selects(labels: Record<string, string>, { spec }: KubernetesObject): boolean {
  const own = spec.template.metadata.labels as Record<string, string>;
  return Object.entries(labels).every(([name, value]) => own[name] === value);
}

function report(object: KubernetesObject, rules: Record<string, boolean>): string[] {
  return Object.entries(rules).flatMap(([breach, isBroken]) => (isBroken ? [`${nameOf(object)} ${breach}`] : []));
}
