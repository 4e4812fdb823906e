import { Button, Input, Popover } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { SurveyWhole } from '../../contract/survey/schemas.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useUnsaved } from '../shell/unsaved.ts';
import { useAct } from './data.ts';

/** Calls a survey off, with the reason. */
export function Withdraw({ survey: s }: { survey: SurveyWhole }) {
  const t = useT();
  const [reason, setReason] = useState('');
  useUnsaved(reason.trim() !== '');
  const act = useAct(
    () => call('survey.withdraw', { params: { id: s.id }, body: { reason, version: s.version } }),
    'survey:withdrawn',
  );
  return (
    <Popover
      trigger="click"
      content={
        <div className="survey-reason">
          <Input.TextArea
            aria-label={t('survey:reason')}
            placeholder={t('survey:reason-what')}
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
            {t('survey:withdraw')}
          </Button>
        </div>
      }
    >
      <Button size="small">{t('survey:withdraw')}</Button>
    </Popover>
  );
}
