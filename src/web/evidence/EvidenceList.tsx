import { useQuery } from '@tanstack/react-query';
import { Spin } from 'antd';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { AddEvidence } from './AddEvidence.tsx';
import { Piece } from './Piece.tsx';
import './evidence.css';

interface Props {
  readonly subject: string;
  /** Among many things that may have some: nothing is said where there is none. */
  readonly brief?: boolean;
}

/**
 * Evidence of something (`measure:<id>`): what there is, and a place to choose, paste or drop
 * more, for whoever may. On a telephone choosing offers the camera.
 */
export function EvidenceList({ subject, brief = false }: Props) {
  const t = useT();
  const found = useQuery({
    queryKey: ['evidence', subject],
    queryFn: () => call('evidence.list', { query: { subject } }),
  });
  const rows = found.data?.rows ?? [];
  // Not a landmark: there may be many on a page.
  return (
    <div className="evidence">
      <Refusal error={found.error} />
      {found.isPending && !brief && <Spin size="small" />}
      {found.data && !brief && rows.length === 0 && !found.data.add.ok && (
        <p className="dim">{t('evidence:none')}</p>
      )}
      {rows.length > 0 && (
        <ul className="evidence-list">
          {rows.map((piece) => (
            <Piece key={piece.id} piece={piece} />
          ))}
        </ul>
      )}
      {found.data?.add.ok && <AddEvidence subject={subject} brief={brief} />}
    </div>
  );
}
