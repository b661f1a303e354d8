import { IntegerSetting, SecretSetting, UrlSetting } from '../config/setting.decorators.js';

/** Where research reads the documentation of software libraries. */
export class ResearchSettings {
  static readonly title = 'Research';

  @SecretSetting('CONTEXT7_API_KEY', 'Key of Context7, optional; without it, Context7 answers fewer requests.')
  readonly context7ApiKey?: string;

  @UrlSetting('CONTEXT7_BASE_URL', 'Address to which `/v2/libs/search` and `/v2/context` are added.')
  readonly context7BaseUrl: string = 'https://context7.com/api';

  @IntegerSetting(
    'CONTEXT7_TIMEOUT_MS',
    'Time for the documentation of all libraries that a question names, in ms. What is late is left out of the answer.',
    50,
    30_000,
  )
  readonly context7TimeoutMs: number = 5_000;
}
