/** An error in the form of OpenAI, with these members. */
export const error = (more: object) => ({ error: { message: 'x', ...more } });
