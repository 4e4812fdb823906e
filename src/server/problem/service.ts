/** What other rooms may do with problems and ask of them. */
export { raise } from './changes.service.ts';
export { daysFor, lightFor } from './days.ts';
export { rederive, refresh } from './facts.ts';
export { ledgerLink, ownLink } from './links.ts';
export { problemsById } from './queries.ts';
export { wholeById } from './whole.service.ts';
