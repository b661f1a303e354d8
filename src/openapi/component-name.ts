/** `wanted`, or with a number behind it, so that no component has it yet. */
export function freeName(wanted: string, taken: object): string {
  let name = wanted;
  for (let number = 2; name in taken; number++) name = `${wanted}${number}`;
  return name;
}
