import { IntegerSetting, TextSetting, UrlSetting } from '../config/setting.decorators.js';

/** Where research reads up on software libraries. */
export class ResearchSettings {
  /** Context7 answers without one too, but seldom. */
  @TextSetting('CONTEXT7_API_KEY', /^\S+$/, 'be one word without spaces')
  readonly context7ApiKey?: string;

  /** Address to which `/v2/libs/search` and `/v2/context` are added. */
  @UrlSetting('CONTEXT7_BASE_URL')
  readonly context7BaseUrl: string = 'https://context7.com/api';

  /** Time for the documentation of all libraries that a question names, in ms; it is answered without what is not there. */
  @IntegerSetting('CONTEXT7_TIMEOUT_MS', 50, 30_000)
  readonly context7TimeoutMs: number = 5_000;
}
