import { Button } from 'antd';
import type { Ballot } from '../../contract/ballot/operations.ts';
import { useT } from '../shell/language.tsx';

/** The public file, and how anybody counts it again. */
export function Published({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  const file = `${b.id}.json`;
  return (
    <section className="ballot-part">
      <h2>{t('ballot:public-file')}</h2>
      <p>{t('ballot:public-file-what')}</p>
      <div className="ballot-row">
        <Button size="small" href={`/open/ballots/${b.id}/bulletin`} download={file}>
          {t('ballot:public-file-get')}
        </Button>
        <Button size="small" href={`/open/ballot/${b.id}`} target="_blank" rel="noreferrer">
          {t('ballot:public-page')}
        </Button>
        <Button size="small" href="/open/ballot/recount" target="_blank" rel="noreferrer">
          {t('ballot:recount-offline')}
        </Button>
      </div>
      <p className="dim">{t('ballot:recount-what')}</p>
      <pre>{`shiji ballot recount ${file} --hash ${b.bulletinHash}`}</pre>
    </section>
  );
}
