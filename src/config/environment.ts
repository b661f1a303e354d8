import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ConfigurationError } from './configuration.error.js';

/**
 * The variables of the process, completed by a `.env` file in the working directory; the process wins.
 * @throws ConfigurationError if the file cannot be read
 */
export function readEnvironment(): Record<string, string> {
  for (const [key, value] of Object.entries(readEnvFile())) process.env[key] ??= value;
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => Boolean(entry[1]?.trim())),
  );
}

/** Decoded by its byte order mark, which editors on Windows put first and which would be taken for a part of the first key. */
function readEnvFile(): NodeJS.Dict<string> {
  if (!existsSync('.env')) return {};
  const bytes = readBytes('.env');
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  return parseEnv(new TextDecoder(encoding).decode(bytes));
}

/** A missing file that is mounted into a container becomes a folder there. */
function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigurationError([`${path} must be a file that the service can read (${code})`], { cause });
  }
}

/** Those of `keys` that the process has, for a program that it starts. */
export function environmentWith(keys: readonly string[]): NodeJS.Dict<string> {
  return Object.fromEntries(keys.flatMap((key) => (process.env[key] === undefined ? [] : [[key, process.env[key]]])));
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

/** The folder in which the user typed the command: npm and `sales-agent` run it in the folder of the package. */
export function callersFolder(): string {
  return process.env.INIT_CWD ?? process.cwd();
}
