import { SecretSetting, UrlSetting } from '../../config/setting.decorators.js';

/** Which service the commands for users talk to, such as `import` and `export`. */
export class ClientSettings {
  static readonly title = 'Commands';

  @UrlSetting(
    'SALES_AGENT_URL',
    'The service that `import`, `qualify`, `export`, `runs` and `demo` talk to; by default the one on this machine, at `PORT`.',
  )
  readonly url?: string;

  @SecretSetting('SALES_AGENT_API_KEY', 'The API key that those commands send; none is needed in open mode.')
  readonly apiKey?: string;
}
