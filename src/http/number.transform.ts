const DECIMAL = /^-?\d{1,15}(\.\d{1,15})?$/;

/** Reads a number from a query string. Decimal digits alone count: `Number` would also take "", " 5" and "0x10". */
export function toNumber({ value }: { value: unknown }): unknown {
  return typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
}
