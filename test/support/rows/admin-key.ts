import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { hashOf, hintOf, newSecret } from '../../../src/access/authentication/api-keys.repository.js';
import { DEFAULT_WORKSPACE_ID } from '../../../src/database/workspace-id.js';

/** Stores a key that may read everything, without a service to ask for one. */
export async function insertAdminKey(client: pg.Client): Promise<string> {
  const secret = newSecret();
  await client.query(
    `INSERT INTO api_keys (workspace_id, id, name, hash, hint, scopes)
     VALUES ($1, $2, 'bench', $3, $4, '{admin,leads:read,usage:read}')`,
    [DEFAULT_WORKSPACE_ID, uuidv7(), hashOf(secret), hintOf(secret)],
  );
  return secret;
}
