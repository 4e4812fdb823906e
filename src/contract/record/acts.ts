import type zh from '../messages/zh-CN/record.json';

/** What can be done on record: every act has its text, or it is no act. */
export type Act = keyof typeof zh extends infer Key
  ? Key extends `record:act-${infer A}`
    ? A
    : never
  : never;

/** What of a room is done, without the name of the room. */
export type ActOf<Room extends string> = Act extends infer A
  ? A extends `${Room}.${infer What}`
    ? What
    : never
  : never;
