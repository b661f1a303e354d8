import { IntegerSetting } from '../config/setting.decorators.js';

/** How much clients can make one process hold. */
export class HttpLimitSettings {
  static readonly title = 'Limits of connections';

  @IntegerSetting(
    'MAX_CONNECTIONS',
    'Most open connections. Beyond it, the connection that has been idle for longest is closed; if none is idle, the one ' +
      'whose request has been arriving for longest; if there is none, the new one.',
    1,
    1_000_000,
  )
  readonly maxConnections: number = 4_096;

  @IntegerSetting(
    'MAX_CONNECTIONS_PER_ADDRESS',
    'Most open connections of one address, or of one /64 of IPv6. Those of `TRUST_PROXY` have no such limit.',
    1,
    1_000_000,
  )
  readonly maxConnectionsPerAddress: number = 2_048;

  @IntegerSetting(
    'MAX_PIPELINED_REQUESTS',
    'Most requests of one connection whose answers are not sent yet; a connection with more is closed without an answer.',
    1,
    1_000,
  )
  readonly maxPipelinedRequests: number = 16;

  @IntegerSetting(
    'MAX_PIPELINED_BYTES',
    'Most bytes of bodies that wait on one connection for the answer to an earlier request; a connection with more is ' +
      'closed without an answer.',
    1_024,
    100 * 1024 * 1024,
  )
  readonly maxPipelinedBytes: number = 256 * 1024;

  @IntegerSetting(
    'MAX_REQUESTS_IN_FLIGHT',
    'Most requests that are worked on at the same time. Others get 503, whatever their key; `/ping` and `/health` are ' +
      'always answered. One workspace has three quarters of it at most, whatever number of keys it has; its others get 429.',
    1,
    1_000_000,
  )
  readonly maxRequestsInFlight: number = 1_024;

  @IntegerSetting(
    'MAX_UNREAD_BYTES',
    'Most bytes of answers that wait for clients to read them. Beyond it, the connections that read slowest are closed.',
    1024 * 1024,
    1024 * 1024 * 1024 * 1024,
  )
  readonly maxUnreadBytes: number = 128 * 1024 * 1024;

  @IntegerSetting(
    'SLOW_READER_TIMEOUT_SECONDS',
    'Time after which a connection is closed whose client takes not one byte of an answer that waits, in seconds.',
    1,
    3_600,
  )
  readonly slowReaderTimeoutSeconds: number = 30;
}
