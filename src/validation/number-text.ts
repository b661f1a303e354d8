const LARGE = /^(-?)(\d)(?:\.(\d+))?e\+(\d+)$/;

/** A finite number as people write it: with the digits that JSON had for it, and a whole one without an exponent. */
export function digitsOf(value: number): string {
  const text = String(value);
  const [, sign = '', first = '', others = '', power] = LARGE.exec(text) ?? [];
  return power === undefined ? text : `${sign}${first}${others.padEnd(Number(power), '0')}`;
}
