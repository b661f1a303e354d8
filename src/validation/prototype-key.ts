/**
 * Whether every object has this key already. Libraries drop such keys without a word, to be safe from prototype
 * pollution, so a caller's data under them would vanish: they are refused instead.
 */
export function isPrototypeKey(key: string): boolean {
  return key in Object.prototype || key === 'prototype';
}
