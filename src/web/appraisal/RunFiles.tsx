import {
  type ExportKind,
  exportKinds,
  type RunSummary,
} from '../../contract/appraisal/operations.ts';
import { address } from '../../contract/client.ts';
import { operations } from '../../contract/operations.ts';
import { useLanguage } from '../shell/language.tsx';

/** Files of a sealed run, its hash, and how anyone verifies it. */
export function RunFiles({ run }: { run: RunSummary }) {
  const { t, lang } = useLanguage();
  const href = (kind: ExportKind): string =>
    address(operations['appraisal.export'], { params: { id: run.id, kind }, query: { lang } });
  return (
    <div className="run-files">
      <ul>
        {exportKinds.map((kind) => (
          <li key={kind}>
            <a href={href(kind)} download>
              {t(`web.file-${kind}`)}
            </a>
          </li>
        ))}
      </ul>
      <dl>
        <dt>{t('office.scheme-hash')}</dt>
        <dd className="hash">{run.schemeHash}</dd>
        <dt>{t('web.result-hash')}</dt>
        <dd className="hash">{run.resultHash}</dd>
      </dl>
      <p>{t('web.verify-with')}</p>
      <pre>shiji verify bundle.shiji.json</pre>
    </div>
  );
}
