import { Button } from 'antd';
import { useT } from '../shell/language.tsx';
import { CopyButton } from './Copy.tsx';

/** Recovery codes, shown this once; one goes on after saying that they are kept. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const t = useT();
  return (
    <section className="codes" aria-label={t('identity:recovery-codes')}>
      <h2>{t('identity:recovery-codes')}</h2>
      <p>{t('identity:recovery-what')}</p>
      <ol>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className="id-bar">
        <CopyButton text={codes.join('\n')} label={t('identity:copy')} />
        <Button onClick={() => window.print()}>{t('identity:print')}</Button>
        <Button type="primary" onClick={onKept}>
          {t('identity:recovery-kept')}
        </Button>
      </div>
    </section>
  );
}
