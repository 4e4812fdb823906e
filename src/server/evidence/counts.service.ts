/** How many pieces count for each measure, its reports of progress included; by the measure's id. */
export { countsOfMeasures } from './queries.ts';
