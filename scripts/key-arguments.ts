import { parseArgs } from 'node:util';
import { type Scope, SCOPES } from '../src/access/caller.js';
import type { CreateApiKeyRequest } from '../src/access/keys/api-key.dto.js';
import { characters, textProblem } from '../src/validation/text.decorator.js';
import { UUID_FORM } from '../src/validation/uuid.decorator.js';

export const USAGE = `Usage:
  npm run keys -- create --name <name> [--scopes <scope,...>] [--expires-in-days <days>] [--workspace <id>]
  npm run keys -- list [--workspace <id>]
  npm run keys -- revoke <id> [--workspace <id>]

Scopes: ${SCOPES.join(', ')}; admin, the default, includes all others.`;

const DAY_MS = 86_400_000;

/** What was typed cannot be carried out; the message says why, in one line. */
export class UsageError extends Error {}

type Command =
  { verb: 'help' | 'list' } | { verb: 'create'; key: CreateApiKeyRequest } | { verb: 'revoke'; id: string };

/** What was asked for, and for which workspace. */
export type Order = Command & { workspace: string | undefined };

type Options = ReturnType<typeof parse>['values'];

/**
 * Reads the command line, checked as far as it can be without a database.
 * @throws UsageError
 */
export function readOrder(args: string[]): Order {
  const { values, positionals } = parse(args);
  return { workspace: readWorkspace(values), ...readCommand(values, positionals) };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const options = {
    name: text,
    scopes: text,
    workspace: text,
    'expires-in-days': text,
    help: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n', 1)[0]);
  }
}

function readCommand(values: Options, [verb, id = '', ...rest]: string[]): Command {
  if (values.help === true) return { verb: 'help' };
  if (rest.length > 0 || (id !== '' && verb !== 'revoke')) throw new UsageError('There is a word too many');
  if (verb === 'create') {
    return { verb, key: { name: readName(values), scopes: readScopes(values), expires_at: readExpiry(values) } };
  }
  if (verb === 'list') return { verb };
  if (verb !== 'revoke') throw new UsageError('Say what to do: create, list, or revoke with the id of a key');
  if (!UUID_FORM.test(id)) throw new UsageError('The id of a key is a UUID; "list" shows them');
  return { verb, id };
}

function readName({ name: given = '' }: Options): string {
  const name = given.trim();
  if (name === '' || characters(name) > 100) throw new UsageError('--name must have 1 to 100 characters');
  const problem = textProblem(name, false);
  if (problem !== undefined) throw new UsageError(`--name ${problem}`);
  return name;
}

function readScopes({ scopes = 'admin' }: Options): Scope[] {
  const wanted = scopes.split(',').map((scope) => scope.trim());
  const unknown = wanted.filter((scope) => !(SCOPES as readonly string[]).includes(scope));
  if (unknown.length > 0) throw new UsageError(`No such scope: ${unknown.join(', ')}`);
  return [...new Set(wanted as Scope[])];
}

function readExpiry({ 'expires-in-days': days }: Options): string | null {
  if (days === undefined) return null;
  if (!/^[1-9]\d{0,4}$/.test(days)) throw new UsageError('--expires-in-days must be a whole number from 1 to 99999');
  return new Date(Date.now() + Number(days) * DAY_MS).toISOString();
}

function readWorkspace({ workspace }: Options): string | undefined {
  if (workspace !== undefined && !UUID_FORM.test(workspace)) throw new UsageError('--workspace must be a UUID');
  return workspace?.toLowerCase();
}
