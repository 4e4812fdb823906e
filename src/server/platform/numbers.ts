/** A number as the driver gives it: `numeric` and `bigint` come as text. */
export const numberOf = (value: string | null): number | null =>
  value === null ? null : Number(value);
