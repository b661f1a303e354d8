import {
  DockerfileParser,
  type Dockerfile,
  type Instruction,
  type JSONInstruction,
  ModifiableInstruction,
} from 'dockerfile-ast';
import { loadSettings } from '../../src/app.settings.js';
import { OperationsSettings } from '../../src/lifecycle/operations.settings.js';

export interface ComposeService {
  image?: string;
  build?: unknown;
  command?: string[];
  profiles?: string[];
  restart?: string;
  init?: boolean;
  user?: string;
  privileged?: boolean;
  read_only?: boolean;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  network_mode?: string;
  pid?: string;
  ipc?: string;
  stop_grace_period?: string;
  depends_on?: Record<string, { condition: string; required?: boolean }>;
  environment?: string[];
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  tmpfs?: string[];
  secrets?: (string | { source: string })[];
  healthcheck?: { test?: string[]; disable?: boolean };
  logging?: { options?: Record<string, string> };
  deploy?: { resources?: { limits?: Record<string, unknown> } };
}

export interface Compose {
  services: Record<string, ComposeService>;
  networks?: Record<string, { internal?: boolean } | null>;
  volumes?: Record<string, unknown>;
  secrets?: Record<string, { file?: string }>;
}

/** How much longer than its settings say the end of the service may take, in seconds. */
const OVERTIME_SECONDS = 9;
const CREDENTIAL = /PASSWORD|PASSWD|USER$|KEY|SECRET|TOKEN/i;
const REQUIRED_OR_FAIL = /^\$\{\w+:\?[^}]+\}$/;
const FOLDER_OF_SECRETS = '/run/secrets/';
const URL_WITH_CREDENTIAL = /:\/\/[^/]*@/;
const LIMITS = ['cpus', 'memory', 'pids'];
/** What an installation needs always; all others have a profile. */
const WITHOUT_PROFILE = ['sales-agent', 'migration', 'postgres'];

/** What is wrong with a compose file, each beginning with the service. */
export function composeBreaches(compose: Compose): string[] {
  return [
    ...Object.keys(compose.services).flatMap((name) => serviceBreaches(name, compose)),
    ...ofTheService(compose),
    ...report('secrets', {
      'lie in a folder that git keeps': Object.values(compose.secrets ?? {}).some(
        ({ file }) => file?.startsWith('./secrets/') !== true,
      ),
    }),
  ];
}

function serviceBreaches(name: string, { services, volumes = {} }: Compose): string[] {
  const service = services[name]!;
  const needs = Object.values(service.depends_on ?? {});
  const variables = variablesOf(service);
  const isJob = Object.values(services).some(
    (other) => other.depends_on?.[name]?.condition === 'service_completed_successfully',
  );
  const [mounted, bound] = [service.volumes ?? [], (service.volumes ?? []).filter((one) => /^[./~]/.test(one))];
  return report(name, {
    'keeps capabilities': service.cap_drop?.[0] !== 'ALL' || service.cap_add !== undefined,
    'gains privileges':
      service.security_opt?.includes('no-new-privileges:true') !== true || service.privileged === true,
    'writes to its image': service.read_only !== true,
    'may run as root': service.build === undefined && !/^[1-9]\d*:\d+$/.test(service.user ?? ''),
    'uses the host': [service.network_mode, service.pid, service.ipc].includes('host'),
    'writes to a folder of the host': bound.some((one) => !one.endsWith(':ro')),
    'mounts a volume that is not there': mounted.some(
      (one) => !bound.includes(one) && !Object.hasOwn(volumes, one.split(':')[0] ?? ''),
    ),
    'has no limits': LIMITS.some((limit) => service.deploy?.resources?.limits?.[limit] === undefined),
    'has a folder of any size': (service.tmpfs ?? []).some((folder) => !folder.includes('size=')),
    'lacks a health check': isJob
      ? service.healthcheck?.disable !== true
      : service.build === undefined && service.healthcheck?.test === undefined,
    'stays away after a failure': !isJob && service.restart !== 'unless-stopped',
    'has no process that passes signals on': service.init !== true,
    'is published beyond this machine': (service.ports ?? []).some((port) => !port.startsWith('127.0.0.1:')),
    'has an image without a version': service.build === undefined && !/:(?!latest$)[\w.-]+$/.test(service.image ?? ''),
    'fills the disk with its logs': service.logging?.options?.['max-size'] === undefined,
    'is in the network of all': service.networks === undefined,
    'starts before what it needs': needs.some(({ condition }) => !/healthy$|successfully$/.test(condition)),
    'has a credential as a value': variables.some(
      ([variable, value]) =>
        value !== undefined &&
        CREDENTIAL.test(variable) &&
        !REQUIRED_OR_FAIL.test(value) &&
        !value.startsWith(FOLDER_OF_SECRETS),
    ),
    'has a credential in a URL': variables.some(([, value = '']) => URL_WITH_CREDENTIAL.test(value)),
    'starts without its profile': (service.profiles === undefined) !== WITHOUT_PROFILE.includes(name),
  });
}

function ofTheService({ services, networks = {} }: Compose): string[] {
  const { 'sales-agent': service, migration, postgres } = services;
  if (service === undefined || migration === undefined || postgres === undefined) {
    return ['The service, its migration or its database is missing'];
  }
  const { shutdownDelaySeconds, shutdownTimeoutSeconds } = loadSettings({}).get(OperationsSettings);
  const settings = Object.fromEntries(variablesOf(service));
  return [
    ...report('sales-agent', {
      'starts before its migration': service.depends_on?.migration?.condition !== 'service_completed_successfully',
      'starts before its database': service.depends_on?.postgres?.condition !== 'service_healthy',
      'needs what only a profile has': Object.entries(service.depends_on ?? {}).some(
        ([name, { required }]) => services[name]?.profiles !== undefined && required !== false,
      ),
      'migrates by itself': settings.MIGRATE_ON_START !== 'false',
      'is another image than its migration': JSON.stringify(service.build) !== JSON.stringify(migration.build),
      'is killed before it has stopped': !(
        parseInt(service.stop_grace_period ?? '') >
        shutdownDelaySeconds + shutdownTimeoutSeconds + OVERTIME_SECONDS
      ),
    }),
    ...report('migration', {
      'goes through a pooler':
        Object.fromEntries(variablesOf(migration)).DATABASE_URL?.includes('postgres:5432') !== true,
    }),
    ...report('postgres', {
      'loses its data with its container': postgres.volumes?.some((one) => /^\w/.test(one)) !== true,
      'is published': postgres.ports !== undefined,
      'reaches what is outside': (postgres.networks ?? []).some((name) => networks[name]?.internal !== true),
    }),
  ];
}

/** The variables a service is given; one that is passed on by its name has no value. */
function variablesOf({ environment = [] }: ComposeService): [name: string, value: string | undefined][] {
  return environment.map((variable) => {
    const [name, ...value] = variable.split('=');
    return [name!, value.length > 0 ? value.join('=') : undefined];
  });
}

/** What is wrong with the Dockerfile with this text. */
export function dockerfileBreaches(text: string): string[] {
  const file = DockerfileParser.parse(text);
  const stages = stagesOf(file);
  const last = stages.at(-1) ?? [];
  const every = stages.flat();
  const of = (stage: Instruction[], keyword: string) => stage.filter((one) => one.getKeyword() === keyword);
  const valuesOf = (stage: Instruction[], keyword: string) => of(stage, keyword).map(argumentsOf);
  const installs = valuesOf(every, 'RUN').filter((command) => /\bnpm (?:ci|i|install)\b/.test(command));
  const [, source] = /--from=(\S+) \S*node_modules/.exec(valuesOf(last, 'COPY').join('\n')) ?? [];
  const packages = stages.find((stage) => valuesOf(stage, 'FROM')[0]?.endsWith(` AS ${source}`)) ?? [];
  const variables = valuesOf(last, 'ENV').flatMap((value) => value.split(/\s+/));
  const [command, ...others] = of(last, 'CMD') as JSONInstruction[];
  return report('Dockerfile', {
    'builds on another image than BASE_IMAGE': valuesOf(every, 'FROM').some(
      (value) => !value.startsWith('${BASE_IMAGE}'),
    ),
    'has a base image without a version': file
      .getInitialARGs()
      .every((one) => !/^BASE_IMAGE=node:\d+-slim$/.test(argumentsOf(one))),
    'installs what the lock does not name': installs.some((one) => !one.startsWith('npm ci ')),
    'runs scripts of packages': installs.some((one) => !one.includes('--ignore-scripts')),
    'ships packages that only builds and tests need': !valuesOf(packages, 'RUN').some((one) =>
      /^npm ci (?=.*--omit=dev)(?=.*--omit=optional)/.test(one),
    ),
    'ships packages with what no service reads': !valuesOf(packages, 'RUN').some((one) =>
      one.includes('slim-packages'),
    ),
    'ships the whole repository': valuesOf(last, 'COPY').some((one) => /^\.\s/.test(one)),
    'fetches what no checksum covers':
      of(every, 'ADD').length > 0 || valuesOf(every, 'RUN').some((one) => /\b(?:curl|wget)\b/.test(one)),
    'may change its own code': valuesOf(last, 'COPY').some((one) => one.includes('--chown')),
    'has no numeric user other than root': !/^[1-9]\d*:[1-9]\d*$/.test(valuesOf(last, 'USER').at(-1) ?? ''),
    'has no health check that asks for /health': !valuesOf(last, 'HEALTHCHECK').some((one) =>
      /\/health\b(?!\/)/.test(one),
    ),
    'starts by a shell, which keeps signals to itself':
      command === undefined ||
      others.length > 0 ||
      command.getJSONStrings().length === 0 ||
      of(last, 'ENTRYPOINT').length > 0,
    'accepts requests without a key': !['HOST=0.0.0.0', 'REQUIRE_API_KEY=true'].every((one) => variables.includes(one)),
    'contains a credential': [...valuesOf(every, 'ENV'), ...valuesOf(every, 'ARG')]
      .flatMap((line) => line.split(/\s+/))
      .some((one) => CREDENTIAL.test(one.split('=')[0]!) && !one.endsWith('=true')),
    'does not say what it is': of(last, 'LABEL').length === 0,
  });
}

function stagesOf(file: Dockerfile): Instruction[][] {
  const stages: Instruction[][] = [];
  for (const instruction of file.getInstructions()) {
    if (instruction.getKeyword() === 'FROM') stages.push([]);
    stages.at(-1)?.push(instruction);
  }
  return stages;
}

/** With its flags, in one line, whatever lines it goes over. */
function argumentsOf(instruction: Instruction): string {
  const flags = instruction instanceof ModifiableInstruction ? instruction.getFlags() : [];
  const words = [
    ...flags.map((flag) => `--${flag.getName()}=${flag.getValue() ?? ''}`),
    instruction.getRawArgumentsContent(),
  ];
  return words.join(' ').replaceAll(/\\\n\s*/g, '');
}

function report(subject: string, rules: Record<string, boolean>): string[] {
  return Object.entries(rules).flatMap(([breach, isBroken]) => (isBroken ? [`${subject} ${breach}`] : []));
}
