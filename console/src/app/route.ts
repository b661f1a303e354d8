import { computed, signal } from '@preact/signals';

export const VIEWS = ['leads', 'import', 'runs', 'scoring', 'spend', 'providers', 'settings'] as const;
export type View = (typeof VIEWS)[number];

export const TITLES: Record<View, string> = {
  leads: 'Leads',
  import: 'Import',
  runs: 'Runs',
  scoring: 'Scoring',
  spend: 'Spend',
  providers: 'Providers',
  settings: 'Settings',
};

/** Where the page is, as its address says: `#/leads?tier=A&lead=...`. Every view can be shared by it. */
const hash = signal(location.hash);

addEventListener('hashchange', () => {
  hash.value = location.hash;
});

const parts = computed(() => {
  const [path = '', query = ''] = hash.value.replace(/^#\/?/, '').split('?', 2);
  return { path, params: new URLSearchParams(query) };
});

export const view = computed<View>(() => VIEWS.find((name) => name === parts.value.path.split('/')[0]) ?? 'leads');
/** What follows the view's name, such as `keys` in `#/settings/keys`. */
export const section = computed(() => parts.value.path.split('/')[1] ?? '');
export const params = computed(() => parts.value.params);

export function linkTo(path: string, query?: URLSearchParams): string {
  const text = query?.toString() ?? '';
  return `#/${path}${text === '' ? '' : `?${text}`}`;
}

/** Goes to another place of the console; with `replace`, the one before is not gone back to. */
export function goTo(url: string, replace = false): void {
  if (replace) history.replaceState(null, '', url);
  else history.pushState(null, '', url);
  hash.value = location.hash;
}

/** Changes parts of the address' query; `null` removes one. */
export function setParams(changes: Record<string, string | readonly string[] | null>, replace = false): void {
  const next = new URLSearchParams(params.peek());
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    if (typeof value === 'string') next.set(name, value);
    else for (const one of value ?? []) next.append(name, one);
  }
  goTo(linkTo(parts.peek().path || 'leads', next), replace);
}

addEventListener('popstate', () => {
  hash.value = location.hash;
});
