/**
 * The settings do not hold: the service must not start. Its message is one line that names each key and its rule, and
 * never a value, since the value may be a secret.
 */
export class ConfigurationError extends Error {
  constructor(
    readonly problems: string[],
    options?: ErrorOptions,
  ) {
    super(`Wrong settings: ${problems.join('; ')}`, options);
    this.name = 'ConfigurationError';
  }
}
