import { computed, signal } from '@preact/signals';
import type { components } from '../api/schema';

type Schemas = components['schemas'];

export type Scope = Schemas['ApiKeyResponse']['scopes'][number];

/** Who uses the console; `undefined` until that is known. */
export const session = signal<Schemas['ConsoleSessionResponse'] | undefined>(undefined);

/** Whether the session ended while the page was in use, so that signing in again goes on where it was. */
export const hasEnded = signal(false);

/** How often one has signed in again: what failed without a session is asked for once more. */
export const signIns = signal(0);

const scopes = computed(() => new Set<Scope>(session.value?.scopes ?? []));

/** Whether the key may do this; what it may not do is not offered. */
export function may(scope: Scope): boolean {
  return scopes.value.has(scope) || scopes.value.has('admin');
}

export function sessionEnded(): void {
  if (session.value?.signed_in !== true) return;
  hasEnded.value = true;
  session.value = { ...session.value, signed_in: false };
}
