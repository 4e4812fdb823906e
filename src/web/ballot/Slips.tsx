import { Button, Modal, Popconfirm } from 'antd';
import { useState } from 'react';
import type { Ballot } from '../../contract/ballot/operations.ts';
import { call } from '../../contract/client.ts';
import { Qr } from '../identity/Qr.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useAct } from './data.ts';

interface Slip {
  readonly name: string;
  readonly electorate: string;
  readonly code: string;
}

/** Codes for whoever cannot sign in: made, told once, printed to be cut and handed over. */
export function Slips({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  const [slips, setSlips] = useState<readonly Slip[]>();
  const make = useAct(
    async () => {
      const made = await call('ballot.codes', {
        params: { id: b.id },
        body: { version: b.version },
      });
      setSlips(made.slips);
      return made.slips.length;
    },
    (count) => ['ballot:codes-made', { count }],
  );
  const again = b.electorates.some((e) => e.coded > 0);
  const button = (
    <Button
      size="small"
      loading={make.isPending}
      {...(again ? {} : { onClick: () => make.mutate(undefined) })}
    >
      {t(again ? 'ballot:codes-again' : 'ballot:codes')}
    </Button>
  );
  return (
    <>
      {again ? (
        <Popconfirm
          title={t('ballot:codes-again-sure')}
          okText={t('ballot:codes-again')}
          cancelText={t('web.cancel')}
          onConfirm={() => make.mutate(undefined)}
        >
          {button}
        </Popconfirm>
      ) : (
        button
      )}
      <Refusal error={make.error} />
      {slips && <Sheet ballot={b} slips={slips} onClose={() => setSlips(undefined)} />}
    </>
  );
}

/** The slips, to be printed and cut; when it is closed nobody can see the codes again. */
function Sheet({
  ballot: b,
  slips,
  onClose,
}: {
  ballot: Ballot;
  slips: readonly Slip[];
  onClose: () => void;
}) {
  const t = useT();
  return (
    <Modal
      open
      width={760}
      title={t('ballot:slips', { count: slips.length })}
      mask={{ closable: false }}
      keyboard={false}
      onCancel={onClose}
      footer={
        <div className="drawer-foot">
          <Popconfirm
            title={t('ballot:slips-close-sure')}
            okText={t('ballot:slips-close')}
            cancelText={t('web.cancel')}
            onConfirm={onClose}
          >
            <Button>{t('ballot:slips-close')}</Button>
          </Popconfirm>
          <Button type="primary" onClick={() => window.print()}>
            {t('ballot:slips-print')}
          </Button>
        </div>
      }
    >
      <p className="dim">{t('ballot:slips-what')}</p>
      <ul className="ballot-slips">
        {slips.map((s) => (
          <li key={s.code}>
            <Qr
              text={`${window.location.origin}/open/ballot/${b.id}#${s.code}`}
              label={t('ballot:slip-code', { name: s.name })}
              size={96}
            />
            <div>
              <strong>{b.title}</strong>
              <span>
                {s.name} · {s.electorate}
              </span>
              <code>{s.code}</code>
              <small>{t('ballot:slip-what')}</small>
            </div>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
