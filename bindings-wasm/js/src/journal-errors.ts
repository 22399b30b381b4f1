/** The journal's errors: rows of the core's table, with words of their own. */
import { NordcaseError, errorCodes } from "nordcase";

export function journalError(code: string, field: string, rule: string, cause?: unknown): NordcaseError {
  const row = errorCodes().find((it) => it.code === code);
  const { retry = "never", explanation = "", whatToDo = "" } = row ?? {};
  return NordcaseError.from({ kind: "input", code, retry, explanation, whatToDo, message: `${field}: ${rule} (${code})`, details: { code, field, rule } }, cause);
}
