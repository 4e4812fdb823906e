import { Button, Input, Popover } from 'antd';
import { useState } from 'react';
import type { Ballot } from '../../contract/ballot/operations.ts';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useUnsaved } from '../shell/unsaved.ts';
import { useAct } from './data.ts';

/** Calls a ballot off, with the reason; votes that were cast are gone. */
export function Cancel({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  const [reason, setReason] = useState('');
  useUnsaved(reason.trim() !== '');
  const act = useAct(
    () =>
      call('ballot.step', {
        params: { id: b.id },
        body: { step: 'cancel', reason, version: b.version },
      }),
    'ballot:cancelled',
  );
  return (
    <Popover
      trigger="click"
      content={
        <div className="ballot-pop">
          <p>{t(b.state === 'open' ? 'ballot:cancel-open-what' : 'ballot:cancel-what')}</p>
          <Input.TextArea
            aria-label={t('ballot:reason')}
            placeholder={t('ballot:reason-like')}
            maxLength={500}
            autoSize={{ minRows: 2 }}
            value={reason}
            onChange={(e) => setReason(e.target.value)}
          />
          <Refusal error={act.error} />
          <Button
            size="small"
            danger
            disabled={reason.trim().length < 2}
            loading={act.isPending}
            onClick={() => act.mutate(undefined)}
          >
            {t('ballot:cancel')}
          </Button>
        </div>
      }
    >
      <Button size="small" aria-haspopup="dialog">
        {t('ballot:cancel')}
      </Button>
    </Popover>
  );
}
