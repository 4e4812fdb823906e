import { EngineError, type Issue } from '../../engine/errors.ts';

/** Refuses a whole file, before any cell of it is looked at. */
export function refuse(
  file: string,
  code: string,
  params: Issue['params'] = {},
  at: Omit<NonNullable<Issue['at']>, 'file'> = {},
): never {
  throw new EngineError([{ code, at: { file, ...at }, params }]);
}
