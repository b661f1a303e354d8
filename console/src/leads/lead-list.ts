import { batch, signal } from '@preact/signals';
import { api, dataOf, isAbort, type Lead } from '../api/client';
import type { ApiError } from '../api/errors';
import { asApiError } from '../ui/use-resource';
import type { LeadQuery } from './lead-query';

const PAGE_ROWS = 100;

/** The leads of one query as far as they were scrolled to. Rows stay where they are while pages are added below. */
export class LeadList {
  readonly rows = signal<readonly Lead[]>([]);
  readonly isLoading = signal(true);
  readonly hasMore = signal(false);
  readonly error = signal<ApiError | undefined>(undefined);
  /** Of all leads that pass, also those that were not scrolled to; `undefined` until they are counted. */
  readonly total = signal<number | undefined>(undefined);
  private query: LeadQuery = {};
  private cursor: string | null = null;
  private controller = new AbortController();

  /** Begins again; what is shown stays until the first page is there. */
  start(query: LeadQuery): Promise<void> {
    this.query = query;
    this.cursor = null;
    this.controller.abort();
    this.controller = new AbortController();
    this.isLoading.value = false;
    this.hasMore.value = true;
    void this.count();
    return this.more();
  }

  /** Without a count, the list says how far it goes; what fails here fails there, too, and is said there. */
  private async count(): Promise<void> {
    const { signal: abort } = this.controller;
    const query = Object.fromEntries(Object.entries(this.query).filter(([name]) => name !== 'sort'));
    const answer = await dataOf(api.GET('/api/v1/leads/count', { params: { query }, signal: abort })).catch(
      () => undefined,
    );
    if (!abort.aborted) this.total.value = answer?.count;
  }

  /** Adds the next page, unless it is under way; after a failure, the same one again. */
  async more(): Promise<void> {
    if (this.isLoading.value || !this.hasMore.value) return;
    const { signal: abort } = this.controller;
    const isFirst = this.cursor === null;
    batch(() => {
      this.isLoading.value = true;
      this.error.value = undefined;
    });
    try {
      const query = { ...this.query, limit: PAGE_ROWS, ...(this.cursor === null ? {} : { cursor: this.cursor }) };
      const page = await dataOf(api.GET('/api/v1/leads', { params: { query }, signal: abort }));
      if (abort.aborted) return;
      batch(() => {
        this.cursor = page.next_cursor;
        this.rows.value = isFirst ? page.data : [...this.rows.value, ...page.data];
        this.hasMore.value = page.next_cursor !== null;
        this.isLoading.value = false;
      });
    } catch (error) {
      if (isAbort(error) || abort.aborted) return;
      batch(() => {
        this.error.value = asApiError(error);
        this.isLoading.value = false;
      });
    }
  }

  reload(): Promise<void> {
    return this.start(this.query);
  }

  /** Shows what was changed, where the row is. */
  replace(lead: Lead): void {
    this.rows.value = this.rows.value.map((row) => (row.id === lead.id ? lead : row));
  }

  /** Shows the same of several. */
  change(changes: ReadonlyMap<string, Partial<Lead>>): void {
    this.rows.value = this.rows.value.map((row) => ({ ...row, ...changes.get(row.id) }));
  }

  remove(ids: ReadonlySet<string>): void {
    const left = this.rows.value.filter(({ id }) => !ids.has(id));
    if (this.total.value !== undefined) this.total.value -= this.rows.value.length - left.length;
    this.rows.value = left;
  }
}
