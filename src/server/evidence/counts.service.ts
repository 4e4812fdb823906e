/**
 * How many pieces count for each measure, by its id: its own, those of progress told of it, and those
 * of progress told of the whole problem where no other measure stands.
 */
export { countsOfMeasures } from './queries.ts';
