import type { FastifyInstance, HTTPMethods } from 'fastify';
import findMyWay from 'find-my-way';

/** Part of a path that is longer is answered with 414; the longest id is a UUID. */
export const MAX_PARAM_LENGTH = 200;

/** The methods of each registered path, to distinguish 405 from 404. */
export class AllowedMethods {
  private readonly router = findMyWay({ maxParamLength: MAX_PARAM_LENGTH });
  private readonly methods = new Map<string, Set<string>>();

  /** Must be called before the first route is registered. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      // A route for every path, as for preflights, does not mean that a path exists.
      if (url !== '*') this.add(url, [method].flat());
    });
  }

  /** The methods that `path` (percent-encoded, without its query) answers; none if it is unknown. */
  of(path: string): string[] {
    const match = this.router.find('GET', path);
    const store = match?.store as { url: string } | undefined;
    return store === undefined ? [] : [...(this.methods.get(store.url) ?? [])].sort();
  }

  private add(url: string, methods: HTTPMethods[]): void {
    const known = this.methods.get(url);
    if (known === undefined) this.router.on('GET', url, () => undefined, { url });
    this.methods.set(url, new Set([...(known ?? []), ...methods]));
  }
}
