import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Debian's Chromium where it is installed, else the one that comes as a package. */
const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** What the package switches off and a person's browser does not. */
const LAX = ['--disable-web-security', '--allow-running-insecure-content'];

/** Starts a headless browser that never looks outside this machine. Throws when there is none. */
export async function launchBrowser(): Promise<Browser> {
  const quiet = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  const system = SYSTEM_BROWSERS.find((path) => existsSync(path));
  if (system) return chromium.launch({ executablePath: system, args: quiet });
  // The package unpacks the shared libraries a bare machine lacks only where it takes itself
  // to be on a function host, and decides that when it is loaded.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x';
  const { default: packaged } = await import('@sparticuz/chromium');
  return chromium.launch({
    executablePath: await packaged.executablePath(),
    args: [...packaged.args.filter((arg) => !LAX.includes(arg)), ...quiet],
  });
}
