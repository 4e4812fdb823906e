import { describe, expect, it } from 'vitest';
import { addressBack, signInFrom } from './back.ts';

describe('the way back after signing in', () => {
  it('leads to the same address with its whole view', () => {
    const from = signInFrom({ pathname: '/org', search: '?unit=1&at=2' });
    expect(addressBack(from.slice(from.indexOf('?')))).toBe('/org?unit=1&at=2');
    expect(signInFrom({ pathname: '/', search: '' })).toBe('/sign-in');
  });

  it('never leads to another site, nor to the door again', () => {
    for (const to of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:1',
      '/sign-in?to=/',
      '',
    ])
      expect(addressBack(`?to=${encodeURIComponent(to)}`)).toBe('/');
  });
});
