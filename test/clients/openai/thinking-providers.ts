import type { ScriptedResponse } from '../../support/provider-double.js';
import { chunk, completion, json, stream, TEXT } from '../../support/provider-responses.js';
import { ANSWER, WHOLE } from '../../support/unusual-answers.js';

/** So many that each provider answers often. */
export const TURNS = 200;
export const THOUGHT = 'Let me think.';

/** Answers with a thought, as vLLM does; `first` is in the first delta of a stream. */
export const thinks =
  (first: object = {}): ScriptedResponse =>
  (call) => {
    if (call.body.stream !== true) {
      return json(200, { ...ANSWER, ...completion(TEXT, { reasoning_content: THOUGHT }) })(call);
    }
    const thought = chunk({ ...first, reasoning_content: THOUGHT });
    return stream([thought, ...WHOLE])(call);
  };

/** Answers messages without thoughts, and refuses the field of a thought at `path`, as Cerebras does. */
export const refusesThoughts =
  (answer: ScriptedResponse, refuse: (path: string) => ScriptedResponse): ScriptedResponse =>
  (call) => {
    const index = call.body.messages.findIndex((message) => 'reasoning_content' in message);
    return (index < 0 ? answer : refuse(`messages.${index}.assistant.reasoning_content`))(call);
  };
