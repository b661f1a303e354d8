import type { ProviderDouble } from '../support/provider-double.js';

/** The service that is attacked, and the keys that an attacker may hold. */
export interface Target {
  /** Address such as `http://127.0.0.1:40123`. */
  url: string;
  host: string;
  port: number;
  /** Every scope but `admin`, in the workspace of the victim. */
  userKey: string;
  /** All of a workspace of its own. */
  adminKey: string;
  /** The only language model of the service. */
  provider: ProviderDouble;
}

/**
 * One way to harm the service. A new one is a file in `attacks/` that exports an `attack`; the suite finds it by itself.
 * It sends what an attacker sends, bounded in time and number, closes its own sockets, and may assert on the answers.
 */
export interface Attack {
  /** A sentence that goes on after "while ", such as "a client never reads its answers". */
  title: string;
  run: (target: Target) => Promise<void>;
}
