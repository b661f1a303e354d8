import { LRUCache } from 'lru-cache';

/** Most phrases that are kept ready, of all profiles together: some megabytes. */
const MOST_PHRASES = 20_000;

/**
 * What is made once of a list of a profile, since each score reads the profile anew: kept by what the list holds, the lists that
 * were not used for longest go first.
 */
export class Compiled<T extends object, Item = string> {
  private readonly build: (items: readonly Item[]) => T;
  private readonly keyOf: (item: Item) => string;
  private readonly cache = new LRUCache<string, T>({ maxSize: MOST_PHRASES });
  /** Leads that are scored together share a profile. */
  private readonly ofLists = new WeakMap<readonly Item[], T>();

  /** @param keyOf an item as text without line breaks, such as no phrase has */
  constructor(build: (items: readonly Item[]) => T, keyOf: (item: Item) => string = String) {
    this.build = build;
    this.keyOf = keyOf;
  }

  of(items: readonly Item[]): T {
    let built = this.ofLists.get(items);
    if (built === undefined) this.ofLists.set(items, (built = this.ofContents(items)));
    return built;
  }

  private ofContents(items: readonly Item[]): T {
    const key = items.map((item) => this.keyOf(item)).join('\n');
    const known = this.cache.get(key);
    if (known !== undefined) return known;
    const built = this.build(items);
    this.cache.set(key, built, { size: items.length + 1 });
    return built;
  }
}
