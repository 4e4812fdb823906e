import { CloseOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { SessionWhole } from '../../contract/study/schemas.ts';
import { PeopleSelect, type Somebody } from '../person/PeopleSelect.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { about } from '../shell/marks.ts';
import { Refusal, State } from '../shell/parts.tsx';
import { useReread } from './data.ts';

/** Who was there: for the record of this session alone; whoever does not keep it sees themselves. */
export function Attendance({ session: s }: { session: SessionWhole }) {
  const t = useT();
  const reread = useReread();
  const [chosen, setChosen] = useState<Somebody[]>([]);
  const enter = useMutation({
    mutationFn: () =>
      call('study.enter', {
        params: { id: s.id },
        body: {
          people: chosen.flatMap((c) => ('id' in c ? c.id : [])),
          guests: chosen.flatMap((c) => ('id' in c ? [] : c.name)),
        },
      }),
    onSuccess: async () => {
      setChosen([]);
      await reread();
    },
  });
  const strike = useMutation({
    mutationFn: (id: string) => call('study.strike', { params: { id } }),
    onSuccess: reread,
  });
  if (s.attendance === null)
    return (
      <p>
        {s.here ? (
          <State kind="done">{t('study:you-were-there')}</State>
        ) : (
          <span className="dim">{t('study:there-for-recorder')}</span>
        )}
      </p>
    );
  return (
    <>
      <Refusal error={enter.error ?? strike.error} />
      {s.attendance.length === 0 && <p className="dim">{t('study:nobody-yet')}</p>}
      {s.attendance.length > 0 && (
        <>
          <p>{t('study:there-count', { count: s.attendance.length })}</p>
          <ul className="study-people">
            {s.attendance.map((a) => (
              <li key={a.id} title={t(`study:how-${a.how}`)}>
                {a.name}
                {s.abilities.change.ok && (
                  <Button
                    type="text"
                    size="small"
                    icon={<CloseOutlined aria-hidden />}
                    aria-label={about(t, t('study:strike'), a.name)}
                    onClick={() => strike.mutate(a.id)}
                  />
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {s.abilities.change.ok && s.on <= today() && (
        <div className="study-enter">
          <PeopleSelect
            label={t('study:enter')}
            value={chosen}
            onChange={setChosen}
            under={s.unit.id}
          />
          <Button
            disabled={chosen.length === 0}
            loading={enter.isPending}
            onClick={() => enter.mutate()}
          >
            {t('study:enter')}
          </Button>
        </div>
      )}
    </>
  );
}
