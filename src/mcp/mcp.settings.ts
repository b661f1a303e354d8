import { IntegerSetting, ListSetting, TextSetting } from '../config/setting.decorators.js';

const HOST_NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

/** How agents are served. */
export class McpSettings {
  /**
   * Time for the answer of a tool, in seconds. Clients give up after about 60. What takes longer continues in the background,
   * or is cancelled and answers an error.
   */
  @IntegerSetting('MCP_TOOL_TIMEOUT_SECONDS', 1, 45)
  readonly toolTimeoutSeconds: number = 45;

  /** Host names by which MCP may be called. On loopback, loopback names are always allowed. */
  @ListSetting(
    'MCP_ALLOWED_HOSTS',
    (name) => HOST_NAME.test(name),
    'be a comma-separated list of host names such as agents.example, in lower case, without a port',
  )
  readonly allowedHosts: readonly string[] = [];

  /** The API key for stdio, where no request carries one. */
  @TextSetting('MCP_API_KEY', /^sa_live_[A-Za-z0-9_-]{43}$/, 'be an API key of this service')
  readonly apiKey?: string;
}
