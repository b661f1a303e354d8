import { IntegerSetting, TextSetting } from './setting.decorators.js';

/** How agents are served. */
export class McpSettings {
  /**
   * Time for the answer of a tool, in seconds. Clients give up after 60 or so; what takes longer goes on, and is asked for
   * later, or is given up and said to be.
   */
  @IntegerSetting('MCP_TOOL_TIMEOUT_SECONDS', 1, 45)
  readonly toolTimeoutSeconds: number = 45;

  /** The API key of whoever speaks over stdio, where there is no request that could bear one. */
  @TextSetting('MCP_API_KEY', /^sa_live_[A-Za-z0-9_-]{43}$/, 'be an API key of this service')
  readonly apiKey?: string;
}
