import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useMemo } from 'react';
import { ApiError } from '../../contract/client.ts';
import { HELP } from './help.ts';
import { useT } from './language.tsx';
import { localTime } from './parts.tsx';

/** Eight digits that are the same for the same fault, to tell it by on the telephone. */
export function faultCode(error: unknown): string {
  const text =
    error instanceof Error ? `${error.name} ${error.message} ${error.stack}` : `${error}`;
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0').toUpperCase();
}

/** Parts of the page that a newer version no longer has: only loading it anew helps. */
const isOutdated = (error: unknown): boolean =>
  error instanceof Error && /dynamically imported module|Importing a module/i.test(error.message);

/** In place of a page that broke: what happened to it, and what one can do. */
export function Fault({ error, reset }: ErrorComponentProps) {
  const t = useT();
  const code = useMemo(() => faultCode(error), [error]);
  const time = useMemo(() => localTime(new Date().toISOString()), []);
  useEffect(() => console.error(code, error), [code, error]);
  const again = () => (isOutdated(error) ? window.location.reload() : reset());
  const words = error instanceof ApiError ? t(`server.error-${error.code}`) : t('web.fault-what');
  const report = `${code} ${time} ${window.location.pathname} ${error instanceof Error ? error.message : ''}`;
  return (
    <div className="fault" role="alert">
      <h1>{t('web.fault')}</h1>
      <p>{isOutdated(error) ? t('web.fault-outdated') : words}</p>
      <div className="fault-does">
        <Button type="primary" onClick={again}>
          {t('web.again')}
        </Button>
        <Button onClick={() => void navigator.clipboard?.writeText(report)}>
          {t('web.fault-copy')}
        </Button>
        <Link to="/">{t('web.to-today')}</Link>
      </div>
      <p className="dim">{t('web.fault-code', { code, time })}</p>
    </div>
  );
}

/** In place of a page that is not there. */
export function NotFound() {
  const t = useT();
  return (
    <div className="fault">
      <h1>{t('web.no-page')}</h1>
      <p>{t('web.no-page-what')}</p>
      <div className="fault-does">
        <Link to="/">{t('web.to-today')}</Link>
        <Link to={HELP}>{t('web.help')}</Link>
      </div>
    </div>
  );
}

/** In place of a page that is for others: it was reached by its address. */
export function NotYours() {
  const t = useT();
  return (
    <div className="fault">
      <h1>{t('web.not-yours')}</h1>
      <p>{t('web.not-yours-what')}</p>
      <div className="fault-does">
        <Link to="/">{t('web.to-today')}</Link>
      </div>
    </div>
  );
}
