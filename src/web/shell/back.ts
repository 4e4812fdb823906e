/** Address of the sign-in page that leads back to where one was. */
export function signInFrom(location: { pathname: string; search: string }): string {
  const here = `${location.pathname}${location.search}`;
  return here === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(here)}`;
}

/** Where to go after signing in: the address one came from, never another site. */
export function addressBack(search: string): string {
  const to = new URLSearchParams(search).get('to') ?? '/';
  return /^\/(?![/\\])/.test(to) && !/^\/(sign-in|welcome)/.test(to) ? to : '/';
}
