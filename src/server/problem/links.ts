/** Where a problem is seen by whoever holds a right over its unit. */
export const ledgerLink = (id: string): string => `/problems?id=${id}`;

/** Where whoever a problem names sees it, whatever rights they hold, and tells how it goes. */
export const ownLink = (id: string, act?: 'report'): string =>
  `/my-problems?id=${id}${act ? `&act=${act}` : ''}`;
