import { IntegerSetting, ListSetting, TextSetting } from '../config/setting.decorators.js';

const HOST_NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

/** How agents are served. */
export class McpSettings {
  /**
   * Time for the answer of a tool, in seconds. Clients give up after 60 or so; what takes longer goes on, and is asked for
   * later, or is given up and said to be.
   */
  @IntegerSetting('MCP_TOOL_TIMEOUT_SECONDS', 1, 45)
  readonly toolTimeoutSeconds: number = 45;

  /** Names by which the service may be asked for MCP; on loopback those of loopback may always be used. */
  @ListSetting(
    'MCP_ALLOWED_HOSTS',
    (name) => HOST_NAME.test(name),
    'be a comma-separated list of host names such as agents.example, in lower case, without a port',
  )
  readonly allowedHosts: readonly string[] = [];

  /** The API key of whoever speaks over stdio, where there is no request that could bear one. */
  @TextSetting('MCP_API_KEY', /^sa_live_[A-Za-z0-9_-]{43}$/, 'be an API key of this service')
  readonly apiKey?: string;
}
