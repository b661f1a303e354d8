import { ConfigurationError } from './configuration.error.js';
import { readSettings } from './environment.js';
import { settingsOf } from './setting.decorators.js';
import { findUnknownKeys, type UnknownKey } from './unknown-keys.js';

/** A class whose properties are settings; each room declares its own. */
export interface SettingGroup<T extends object = object> {
  new (): T;
  /** Heading of the group in the documents. */
  readonly title: string;
}

/** The settings of all given groups, read and checked at once. */
export class Settings {
  private readonly values = new Map<SettingGroup, object>();

  /** @throws ConfigurationError for all groups together, so that an operator can fix the environment in one go */
  constructor(
    private readonly environment: Record<string, string>,
    readonly groups: readonly SettingGroup[],
  ) {
    const problems: string[] = [];
    for (const group of groups) {
      try {
        this.values.set(group, readSettings(group, environment));
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        problems.push(...error.problems);
      }
    }
    if (problems.length > 0) throw new ConfigurationError(problems);
  }

  /** Variables that look like settings and are none. */
  unknownKeys(): UnknownKey[] {
    const keys = this.groups.flatMap((group) => settingsOf(group).map(({ key }) => key));
    return findUnknownKeys(Object.keys(this.environment), keys);
  }

  /** The values of all settings that are secret; and URLs, which may hold a password. */
  secrets(): string[] {
    return this.groups.flatMap((group) => {
      const values = this.get(group) as Record<string, unknown>;
      return settingsOf(group).flatMap(({ values: kind, property }) => textsIn(values[property], kind === 'secret'));
    });
  }

  get<T extends object>(group: SettingGroup<T>): T {
    return this.values.get(group) as T;
  }
}

const URL_WITH_PASSWORD = /^[a-z+]+:\/\/[^/]*:[^/]*@/i;
/** Names of secrets in settings that are objects. */
const SECRET_PROPERTY = /(?:key|token|secret|password|authorization|cookie)$/i;

/** The secret texts in a setting, which may be a list or an object. */
function textsIn(value: unknown, isSecret: boolean): string[] {
  if (typeof value === 'string') return isSecret || URL_WITH_PASSWORD.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => textsIn(one, isSecret || SECRET_PROPERTY.test(name)));
}
