const DECIMAL = /^-?\d{1,15}(\.\d{1,15})?$/;

/** Reads a number from a query string. Decimal digits alone count: `Number` would also take "", " 5" and "0x10". */
export function toNumber({ value }: { value: unknown }): unknown {
  if (typeof value !== 'string' || !DECIMAL.test(value)) return value;
  const number = Number(value);
  // class-validator counts decimals by the dot, which numbers such as 1e-7 do not have.
  return String(number).includes('e') ? value : number;
}
