import { SecretSetting, TextSetting, UrlSetting } from '../config/setting.decorators.js';

const PAIRS = /^[\w-]+=[^,]*(?:,\s*[\w-]+=[^,]*)*$/;

/** Where traces go. The variables have the names that OpenTelemetry gives them. */
export class TraceSettings {
  static readonly title = 'Traces';

  @UrlSetting(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'Collector that gets traces, by OTLP over HTTP, such as `http://localhost:4318`; `/v1/traces` is added. Unset, there are no ' +
      'traces, and nothing is loaded for them.',
  )
  readonly endpoint?: string;

  @SecretSetting(
    'OTEL_EXPORTER_OTLP_HEADERS',
    'Headers for the collector, as `name=value,name=value`, with values percent-encoded.',
    PAIRS,
    'be a comma-separated list of name=value',
  )
  readonly headerPairs?: string;

  @TextSetting(
    'OTEL_SERVICE_NAME',
    'Name of the service in traces.',
    /^[\w.-]{1,100}$/,
    'be a name of letters, digits, `.`, `_` and `-`',
  )
  readonly serviceName: string = 'sales-agent';

  @TextSetting(
    'OTEL_TRACES_SAMPLER_ARG',
    'Share of requests that are traced, from 0 to 1; one that comes with a `traceparent` is traced if that says so.',
    /^(?:0|1|0?\.\d{1,10}|1\.0+)$/,
    'be a number from 0 to 1',
  )
  readonly sampledText: string = '1';

  get sampledShare(): number {
    return Number(this.sampledText);
  }

  /** For the collector; a value that is no percent-encoding counts as it is. */
  get headers(): Record<string, string> {
    const pairs = this.headerPairs?.split(',') ?? [];
    return Object.fromEntries(
      pairs.map((pair) => {
        const [name = '', ...value] = pair.trim().split('=');
        return [name, decoded(value.join('='))];
      }),
    );
  }
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
