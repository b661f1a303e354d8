import { AccessSettings } from './access.settings.js';
import { ConfigurationError } from './configuration.error.js';
import { DatabaseSettings } from './database.settings.js';
import { readSettings } from './environment.js';
import { HttpSettings } from './http.settings.js';
import { LlmSettings } from './llm.settings.js';
import { McpSettings } from './mcp.settings.js';
import { OperationsSettings } from './operations.settings.js';
import { QualificationSettings } from './qualification.settings.js';
import { ResearchSettings } from './research.settings.js';
import { RunpodWorkerSettings } from './runpod-worker.settings.js';
import { TelemetrySettings } from './telemetry.settings.js';

type Group<T extends object = object> = new () => T;

export const SETTING_GROUPS: Group[] = [
  HttpSettings,
  AccessSettings,
  DatabaseSettings,
  LlmSettings,
  QualificationSettings,
  McpSettings,
  ResearchSettings,
  RunpodWorkerSettings,
  OperationsSettings,
  TelemetrySettings,
];

/** Every setting of the service, read and checked at once. */
export class Settings {
  private readonly groups = new Map<Group, object>();

  /** @throws ConfigurationError for all groups together, so that an operator mends the environment in one go */
  constructor(environment: Record<string, string>) {
    const problems: string[] = [];
    for (const group of SETTING_GROUPS) {
      try {
        this.groups.set(group, readSettings(group, environment));
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        problems.push(...error.problems);
      }
    }
    if (problems.length > 0) throw new ConfigurationError(problems);
  }

  get<T extends object>(group: Group<T>): T {
    return this.groups.get(group) as T;
  }
}
