import { useMutation } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { call } from '../../contract/client.ts';
import type { SurveyWhole } from '../../contract/survey/schemas.ts';
import { save } from '../document/save.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';

/** Links of a roll, made and shown this once: to be sent by name, or dealt out like slips of paper. */
export function Links({ survey: s, onClose }: { survey: SurveyWhole; onClose: () => void }) {
  const t = useT();
  const made = useMutation({
    mutationFn: () => call('survey.links', { params: { id: s.id } }),
  });
  const lines = (made.data?.links ?? []).map((l) =>
    [l.unit, l.name ?? '', `${window.location.origin}${l.path}`].join('\t'),
  );
  const text = `\ufeff${[t('survey:links-head'), ...lines].join('\r\n')}`;
  return (
    <Modal
      open
      width={720}
      title={t('survey:make-links')}
      onCancel={onClose}
      footer={
        made.data ? (
          <Button
            type="primary"
            onClick={() =>
              save(new Blob([text], { type: 'text/tab-separated-values' }), `${s.title}.tsv`)
            }
          >
            {t('survey:save-links')}
          </Button>
        ) : (
          <Button type="primary" loading={made.isPending} onClick={() => made.mutate()}>
            {t('survey:make-links')}
          </Button>
        )
      }
    >
      <p>{t(s.anonymous ? 'survey:links-anonymous' : 'survey:links-named')}</p>
      <p className="dim">{t('survey:links-once')}</p>
      <Refusal error={made.error} />
      {made.data && (
        <textarea
          className="survey-links"
          aria-label={t('survey:make-links')}
          readOnly
          rows={12}
          value={lines.join('\n')}
        />
      )}
    </Modal>
  );
}
