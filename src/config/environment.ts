import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ConfigurationError } from './configuration.error.js';

/** The variables of the process, completed by a `.env` file in the working directory; the process wins. */
export function readEnvironment(): Record<string, string> {
  if (existsSync('.env')) loadEnvFile('.env');
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => Boolean(entry[1]?.trim())),
  );
}

/**
 * Builds one group of settings from the environment, with its defaults for what is unset.
 * @throws ConfigurationError naming every key of the group that breaks its rule
 */
export function readSettings<T extends object>(group: new () => T, environment: Record<string, string>): T {
  const settings = plainToInstance(group, environment, { excludeExtraneousValues: true, exposeDefaultValues: true });
  const problems = validateSync(settings).flatMap((error) => [...new Set(Object.values(error.constraints ?? {}))]);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return settings;
}
