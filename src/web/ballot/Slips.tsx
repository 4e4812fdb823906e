import { Button, Modal, Popconfirm, Radio } from 'antd';
import { useState } from 'react';
import type { Ballot } from '../../contract/ballot/operations.ts';
import { call } from '../../contract/client.ts';
import { save } from '../document/save.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useAct } from './data.ts';

type Made = Awaited<ReturnType<typeof make>>;
const make = (b: Ballot, names: boolean) =>
  call('ballot.codes', { params: { id: b.id }, body: { version: b.version, names } });

/** Codes for whoever cannot sign in: made, told once, to be printed, cut and handed over. */
export function Slips({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const again = b.electorates.some((e) => e.coded > 0);
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t(again ? 'ballot:codes-again' : 'ballot:codes')}
      </Button>
      {open && <Sheet ballot={b} again={again} onClose={() => setOpen(false)} />}
    </>
  );
}

/** First how they are to be handed over, then the files; once it is closed nobody sees the codes again. */
function Sheet({
  ballot: b,
  again,
  onClose,
}: {
  ballot: Ballot;
  again: boolean;
  onClose: () => void;
}) {
  const t = useT();
  const [names, setNames] = useState(true);
  const [made, setMade] = useState<Made>();
  const act = useAct(
    async () => {
      const done = await make(b, names);
      setMade(done);
      return done.slips.length;
    },
    (count) => ['ballot:codes-made', { count }],
  );
  return (
    <Modal
      open
      width={640}
      title={made ? t('ballot:slips', { count: made.slips.length }) : t('ballot:codes')}
      mask={{ closable: false }}
      keyboard={!made}
      closable={!made}
      onCancel={onClose}
      footer={
        <div className="drawer-foot">
          {made ? (
            <Popconfirm
              title={t('ballot:slips-close-sure')}
              okText={t('ballot:slips-close')}
              cancelText={t('web.cancel')}
              onConfirm={onClose}
            >
              <Button>{t('ballot:slips-close')}</Button>
            </Popconfirm>
          ) : (
            <>
              <Button onClick={onClose}>{t('web.cancel')}</Button>
              <Button type="primary" loading={act.isPending} onClick={() => act.mutate(undefined)}>
                {t('ballot:codes-make')}
              </Button>
            </>
          )}
        </div>
      }
    >
      <Refusal error={act.error} />
      {made ? (
        <Files made={made} />
      ) : (
        <>
          {again && <p className="ballot-issues">{t('ballot:codes-again-sure')}</p>}
          <Radio.Group
            aria-label={t('ballot:codes-how')}
            value={names}
            onChange={(e) => setNames(e.target.value)}
            className="ballot-choices"
            options={[true, false].map((value) => ({
              value,
              label: t(value ? 'ballot:codes-named' : 'ballot:codes-mixed'),
            }))}
          />
        </>
      )}
    </Modal>
  );
}

/** Slips to print, a file for each electorate, and the codes to be read out where no printer is. */
function Files({ made }: { made: Made }) {
  const t = useT();
  return (
    <>
      <p>{t('ballot:slips-what')}</p>
      <ul className="ballot-files">
        {made.files.map((file) => (
          <li key={file.name}>
            <Button
              size="small"
              onClick={() => save(pdf(file.pdf), file.name)}
              aria-label={t('ballot:slips-get', { name: file.name })}
            >
              {t('ballot:slips-print')}
            </Button>{' '}
            {file.name}
          </li>
        ))}
      </ul>
      <details>
        <summary>{t('ballot:slips-list')}</summary>
        <ul className="ballot-slips">
          {made.slips.map((s) => (
            <li key={s.code}>
              <code>{s.code}</code> <span>{s.electorate}</span> <span>{s.name}</span>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

const pdf = (base64: string): Blob =>
  new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: 'application/pdf' });
