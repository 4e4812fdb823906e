/**
 * How many pieces count for each measure, by its id: its own, those of progress told of it, and those
 * of progress told of the whole problem where no other measure stands.
 */
/** Pieces of one subject, for rooms whose rows name some of them. */
export { countsOfMeasures, evidenceOf } from './queries.ts';
