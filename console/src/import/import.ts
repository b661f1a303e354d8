import type { Schemas } from '../api/client';

export type Import = Schemas['ImportResponse'];
/** What becomes of each column: a field, `additional_data`, or `null` where it is left out. */
export type Mapping = Record<string, string | null>;
export type OnDuplicate = Import['on_duplicate'];

const MOVING = new Set<Import['state']>(['receiving', 'merging']);

/** Whether an import changes by itself. */
export function isMoving({ state }: Import): boolean {
  return MOVING.has(state);
}

export const STATES: Record<Import['state'], readonly [label: string, look: string]> = {
  receiving: ['being received', ''],
  ready: ['not started', ''],
  merging: ['going on', ''],
  completed: ['done', 'good'],
  cancelled: ['cancelled', 'warn'],
  failed: ['failed', 'bad'],
};

const files = new Map<string, File>();

/** Files that this page has sent, by the import that came of each: their columns can be changed without choosing them again. */
export const sentFiles: Pick<Map<string, File>, 'get' | 'set'> = files;
