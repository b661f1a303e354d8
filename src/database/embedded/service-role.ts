import { createHmac } from 'node:crypto';
import type { Client } from 'pg';

/** The role that the service works as: not a superuser, so that SQL cannot read files or run programs of the machine. */
export const SERVICE_ROLE = 'sales_agent';
export const SERVICE_DATABASE = 'sales_agent';

/** SQLSTATEs of a role or database that another process created, before and at the same moment. */
const DUPLICATE = new Set(['42710', '42P04', '23505']);

/** Gives the service's role all that an older version, which worked as a superuser, created in the current database. */
const TAKE_OWNERSHIP = `
DO $$
DECLARE statement text;
BEGIN
  FOR statement IN
    WITH ours AS (SELECT oid FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)')
    SELECT format('ALTER SCHEMA %I OWNER TO ${SERVICE_ROLE}', nspname)
    FROM pg_namespace JOIN ours USING (oid) WHERE nspowner = current_user::regrole
    UNION ALL
    SELECT format('ALTER %s %s OWNER TO ${SERVICE_ROLE}',
      CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
      oid::regclass)
    FROM pg_class c
    WHERE relnamespace IN (SELECT oid FROM ours) AND relkind IN ('r', 'p', 'v', 'm', 'S')
      AND relowner = current_user::regrole
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype IN ('e', 'a', 'i'))
    UNION ALL
    SELECT format('ALTER ROUTINE %s OWNER TO ${SERVICE_ROLE}', oid::regprocedure)
    FROM pg_proc p
    WHERE pronamespace IN (SELECT oid FROM ours) AND proowner = current_user::regrole
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
    UNION ALL
    SELECT format('ALTER TYPE %s OWNER TO ${SERVICE_ROLE}', oid::regtype)
    FROM pg_type t
    WHERE typnamespace IN (SELECT oid FROM ours) AND typowner = current_user::regrole AND typtype IN ('e', 'd', 'r')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = t.oid AND deptype = 'e')
  LOOP
    EXECUTE statement;
  END LOOP;
END $$`;

/** The password of the role. It follows from that of the superuser, and not the other way round. */
export function servicePassword(superuserPassword: string): string {
  return createHmac('sha256', superuserPassword).update(SERVICE_ROLE).digest('hex');
}

/**
 * Creates the role and its database, or hands over a database that belongs to the superuser. Idempotent.
 * @param superuser a connection to another database
 * @param connect opens a connection of the superuser to the database
 */
export async function prepareDatabase(
  superuser: Client,
  password: string,
  connect: () => Promise<Client>,
): Promise<void> {
  await createRole(superuser, password);
  const owner = await ownerOf(superuser);
  if (owner === SERVICE_ROLE) return;
  if (owner === undefined) {
    await unlessDuplicate(superuser.query(`CREATE DATABASE ${SERVICE_DATABASE} OWNER ${SERVICE_ROLE}`));
    return;
  }
  const client = await connect();
  await client.query(TAKE_OWNERSHIP).finally(() => client.end());
  // Last: it marks that the rest is done.
  await superuser.query(`ALTER DATABASE ${SERVICE_DATABASE} OWNER TO ${SERVICE_ROLE}`);
}

/** Sets the password of the role, where it is another one: as after the superuser's was changed. */
export async function resetPassword(superuser: Client, password: string): Promise<void> {
  await superuser.query(`ALTER ROLE ${SERVICE_ROLE} PASSWORD '${password}'`);
}

async function createRole(superuser: Client, password: string): Promise<void> {
  const { rowCount } = await superuser.query('SELECT FROM pg_roles WHERE rolname = $1', [SERVICE_ROLE]);
  if (rowCount === 0) {
    await unlessDuplicate(
      superuser.query(`CREATE ROLE ${SERVICE_ROLE} LOGIN NOSUPERUSER NOCREATEROLE PASSWORD '${password}'`),
    );
  }
}

async function ownerOf(superuser: Client): Promise<string | undefined> {
  const { rows } = await superuser.query<{ owner: string }>(
    'SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = $1',
    [SERVICE_DATABASE],
  );
  return rows[0]?.owner;
}

async function unlessDuplicate(creation: Promise<unknown>): Promise<void> {
  await creation.catch((error: unknown) => {
    // Another process that starts at the same time was faster.
    if (!DUPLICATE.has((error as { code?: string }).code ?? '')) throw error;
  });
}
