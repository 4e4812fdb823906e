import { useQuery } from '@tanstack/react-query';
import { Button, List, Popover } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { Question } from '../../contract/survey/form.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useAct } from './data.ts';

/** Questions kept before, by units here and above, to be put into a form with one click. */
export function BankPicker({ under, onPick }: { under: string; onPick: (q: Question) => void }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const found = useQuery({
    queryKey: ['survey', 'bank', under],
    queryFn: () => call('survey.bank', { query: { under } }),
    enabled: open,
  });
  const drop = useAct((id: string) => call('survey.drop', { params: { id } }), 'survey:dropped');
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      title={t('survey:bank')}
      content={
        <>
          <Refusal error={found.error ?? drop.error} />
          <List
            size="small"
            style={{ width: 420, maxHeight: 360, overflow: 'auto' }}
            loading={found.isPending}
            dataSource={found.data?.rows ?? []}
            locale={{ emptyText: t('survey:bank-none') }}
            renderItem={(row) => (
              <List.Item
                actions={
                  row.abilities.change.ok
                    ? [
                        <Button
                          key="drop"
                          size="small"
                          type="text"
                          onClick={() => drop.mutate(row.id)}
                        >
                          {t('survey:drop')}
                        </Button>,
                      ]
                    : []
                }
              >
                <button
                  type="button"
                  className="link"
                  onClick={() => {
                    onPick(row.question as Question);
                    setOpen(false);
                  }}
                >
                  {row.question.title}
                </button>
                <span className="dim">{row.unit.name}</span>
              </List.Item>
            )}
          />
        </>
      }
    >
      <Button size="small">{t('survey:from-bank')}</Button>
    </Popover>
  );
}
