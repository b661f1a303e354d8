import { TextSetting } from '../config/setting.decorators.js';

const PROXY = /^(?:(?:https?|socks5?):\/\/)?(?:[^\s/?#@]+@)?(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?\/?$/;
const PROXY_RULE = 'be the address of a proxy, such as http://proxy.example:3128';
const HOSTS = /^[^\r\n]{0,4096}$/;
const HOSTS_RULE = 'be one line of hosts';

/** Proxies of outgoing calls, by the variables that most programs know; those in lower case win, as with curl. */
export class OutboundSettings {
  static readonly title = 'Outgoing calls';

  @TextSetting('HTTP_PROXY', 'Proxy of outgoing calls to http addresses.', PROXY, PROXY_RULE)
  readonly httpProxy?: string;

  @TextSetting('HTTPS_PROXY', 'Proxy of outgoing calls to https addresses.', PROXY, PROXY_RULE)
  readonly httpsProxy?: string;

  @TextSetting(
    'NO_PROXY',
    'Hosts that are called without a proxy: names, domains such as `.example.com`, with or without a port, or `*`; separated by commas.',
    HOSTS,
    HOSTS_RULE,
  )
  readonly noProxy?: string;

  @TextSetting('http_proxy', 'The same as `HTTP_PROXY`.', PROXY, PROXY_RULE)
  readonly httpProxyToo?: string;

  @TextSetting('https_proxy', 'The same as `HTTPS_PROXY`.', PROXY, PROXY_RULE)
  readonly httpsProxyToo?: string;

  @TextSetting('no_proxy', 'The same as `NO_PROXY`.', HOSTS, HOSTS_RULE)
  readonly noProxyToo?: string;
}
