import { AddToRouteConfig } from './route-config.decorator.js';

/** Has a route answer its failures, those before its handler too, in the shape of OpenAI's protocol. */
export function OpenAiErrors(): MethodDecorator {
  return AddToRouteConfig({ errorShape: 'openai' });
}
