type Json = Record<string, unknown>;

/** What providers that answer 200 to everything mean by numbers of their own, as HTTP statuses. */
const MINIMAX: Record<string, number> = {
  ...{ 1000: 500, 1001: 504, 1002: 429, 1004: 401, 1008: 402, 1013: 500, 1024: 500, 1026: 400, 1027: 400, 1033: 500 },
  ...{ 1039: 429, 1041: 429, 1042: 400, 2013: 400, 2045: 429, 2049: 401, 2056: 429 },
};
const BAIDU: Record<string, number> = {
  ...{ 4: 429, 6: 403, 13: 401, 14: 401, 15: 401, 17: 429, 18: 429, 19: 429, 110: 401, 111: 401 },
  ...{ 336000: 500, 336003: 400, 336100: 503, 336103: 400, 336501: 429, 336502: 429 },
};

/** MiniMax has the outcome of every call, good or not, in `base_resp`; `undefined` where it was good. */
export function failureInBaseResp({ base_resp }: Json): { message: unknown; code: unknown } | undefined {
  if (typeof base_resp !== 'object' || base_resp === null) return undefined;
  const { status_code: code, status_msg: message } = base_resp as Json;
  return Number(code) > 0 ? { message, code } : undefined;
}

/** The status that a number of the provider's own stands for. */
export function statusOfCode(object: Json): number | undefined {
  const minimax = failureInBaseResp(object);
  if (minimax !== undefined) return MINIMAX[String(minimax.code)];
  return BAIDU[String(object.error_code)];
}
