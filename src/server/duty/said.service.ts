export { dutiesSaid } from './queries.ts';
