/** What an API key may do; `admin` includes all others. */
export const SCOPES = [
  'leads:read',
  'leads:write',
  'llm:use',
  'usage:read',
  'research:run',
  'metrics:read',
  'admin',
] as const;
export type Scope = (typeof SCOPES)[number];
