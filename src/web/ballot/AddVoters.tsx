import { Button, Segmented, Select } from 'antd';
import { useState } from 'react';
import type { Ballot } from '../../contract/ballot/operations.ts';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { useView } from '../shell/view.ts';
import { AddNames } from './AddNames.tsx';
import { AddPeople } from './AddPeople.tsx';
import { useAct } from './data.ts';
import { ballotView } from './view.ts';

/** A line for the roll: somebody of the organisation, or a name alone. */
export interface NewVoter {
  readonly personId?: string;
  readonly name: string;
}
export interface AddProps {
  readonly ballot: Ballot;
  readonly add: ReturnType<typeof useAdd>;
}

/** Puts people on the roll of one electorate. */
const useAdd = (b: Ballot, electorate: string) =>
  useAct(
    async (voters: readonly NewVoter[]) => {
      await call('ballot.roll', {
        params: { id: b.id },
        body: { version: b.version, voters: voters.map((v) => ({ ...v, electorate })) },
      });
      return voters.length;
    },
    (count) => ['ballot:added', { count }],
  );

/** People put on the roll: chosen from units, or pasted as names. */
export function AddVoters({ ballot: b, onClose }: { ballot: Ballot; onClose: () => void }) {
  const t = useT();
  const [view] = useView(ballotView);
  const [way, setWay] = useState<'people' | 'names'>('people');
  const [electorate, setElectorate] = useState(view.of ?? b.electorates[0]!.id);
  const add = useAdd(b, electorate);
  const Way = way === 'people' ? AddPeople : AddNames;
  return (
    <section className="ballot-add" aria-label={t('ballot:add-voters')}>
      <div className="ballot-row">
        <span>{t('ballot:add-to')}</span>
        <Select
          aria-label={t('ballot:add-to')}
          value={electorate}
          onChange={setElectorate}
          popupMatchSelectWidth={false}
          className="ballot-whom"
          options={b.electorates.map((e) => ({ value: e.id, label: e.name }))}
        />
        <Segmented
          size="small"
          value={way}
          onChange={setWay}
          options={(['people', 'names'] as const).map((value) => ({
            value,
            label: t(`ballot:add-${value}`),
          }))}
        />
        <div className="grow" />
        <Button size="small" onClick={onClose}>
          {t('ballot:add-done')}
        </Button>
      </div>
      <Way ballot={b} add={add} />
    </section>
  );
}
