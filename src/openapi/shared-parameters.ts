import { freeName } from './component-name.js';
import type { Operation, Parameter, Reference } from './document.types.js';

/**
 * Moves the parameters that more than one operation has into components, which operations then refer to.
 * @returns the components
 */
export function shareParameters(operations: Operation[]): Record<string, Parameter> {
  const counts = new Map<string, number>();
  for (const parameter of operations.flatMap(({ parameters = [] }) => parameters)) {
    const key = JSON.stringify(parameter);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const components: Record<string, Parameter> = {};
  const references = new Map<string, Reference>();
  for (const [key, count] of counts) {
    if (count === 1) continue;
    const parameter = JSON.parse(key) as Parameter;
    const name = freeName(parameter.name, components);
    components[name] = parameter;
    references.set(key, { $ref: `#/components/parameters/${name}` });
  }
  for (const operation of operations as { parameters?: (Parameter | Reference)[] }[]) {
    operation.parameters = operation.parameters?.map((one) => references.get(JSON.stringify(one)) ?? one);
  }
  return components;
}
